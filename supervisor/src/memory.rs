//! How much memory this process may use, and how much it has used.

use std::fs;

/// Bytes that this process may use: the smaller of the machine's memory and its cgroup's limit;
/// 4 GiB where neither can be read.
#[must_use]
pub(crate) fn available_bytes() -> u64 {
    let machine = fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| field_kib(&text, "MemTotal:"));
    let group = [
        "/sys/fs/cgroup/memory.max",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ]
    .iter()
    .find_map(|path| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok());
    match (machine, group) {
        (Some(a), Some(b)) => a.min(b),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => 4 << 30,
    }
}

/// The most memory this process has held, bytes; `None` where the system does not say.
#[must_use]
pub fn peak_bytes() -> Option<u64> {
    field_kib(&fs::read_to_string("/proc/self/status").ok()?, "VmHWM:")
}

fn field_kib(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|l| l.starts_with(name))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()?
        .checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_in_bytes() {
        assert_eq!(
            field_kib("MemTotal:  16 kB\nVmHWM:\t 3 kB\n", "VmHWM:"),
            Some(3072)
        );
        assert_eq!(field_kib("VmHWM:\t many kB\n", "VmHWM:"), None);
    }

    #[test]
    fn a_process_may_use_something_and_has_used_something() {
        assert!(available_bytes() > 1 << 20);
        if cfg!(target_os = "linux") {
            assert!(peak_bytes().is_some_and(|b| b > 1 << 16));
        }
    }
}
