//! Numbers as engineers print them: grouped pounds, fractions of an inch, feet and inches.
//! What is not finite prints as a dash, never as `NaN`.

/// What stands for a number that is not there.
pub(crate) const DASH: &str = "–";

/// Whole number with commas, `12,345`.
pub(crate) fn whole(x: f64) -> String {
    fixed(x, 0)
}

/// Fixed decimals with commas, `12,345.60`; scientific beyond a thousand million million.
pub(crate) fn fixed(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return DASH.to_owned();
    }
    if x.abs() >= 1e15 {
        return format!("{x:.3e}");
    }
    let text = format!("{:.decimals$}", x.abs());
    let (integer, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 8);
    if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('−');
    }
    for (i, digit) in integer.chars().enumerate() {
        if i > 0 && (integer.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// About four significant digits, without trailing zeros: for numbers of any kind in calculations.
pub(crate) fn general(x: f64) -> String {
    if !x.is_finite() {
        return DASH.to_owned();
    }
    let size = x.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    if !(1e-6..1e12).contains(&size) {
        return format!("{x:.4e}");
    }
    let decimals = match size {
        s if s >= 100_000.0 => 0,
        s if s >= 1000.0 => 1,
        s if s >= 100.0 => 2,
        s if s >= 1.0 => 3,
        s if s >= 0.01 => 4,
        _ => 7,
    };
    let text = fixed(x, decimals);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Signed, for moves: `+3.00`.
pub(crate) fn signed(x: f64, decimals: usize) -> String {
    let text = fixed(x, decimals);
    if x > 0.0 { format!("+{text}") } else { text }
}

/// Per cent of a ratio, `82 %`.
pub(crate) fn percent(ratio: f64) -> String {
    if !ratio.is_finite() {
        return DASH.to_owned();
    }
    format!("{} %", whole(ratio * 100.0))
}

/// A diameter as a fraction of an inch, `1 1/8"`; decimals where it is no sixteenth.
pub(crate) fn inches(x: f64) -> String {
    if !x.is_finite() {
        return DASH.to_owned();
    }
    let sixteenths = x * 16.0;
    if x <= 0.0 || x > 1e4 || (sixteenths - sixteenths.round()).abs() > 1e-3 {
        return format!("{}\"", general(x));
    }
    // In range by the check above.
    let n = sixteenths.round() as i64;
    format!("{}\"", mixed(n, 16))
}

/// Feet and inches to the nearest eighth, `12'-6 1/2"`.
pub(crate) fn feet_inches(feet: f64) -> String {
    if !feet.is_finite() {
        return DASH.to_owned();
    }
    if feet.abs() > 1e7 {
        return format!("{}'", general(feet));
    }
    // In range by the check above.
    let eighths = (feet.abs() * 96.0).round() as i64;
    let sign = if feet < 0.0 && eighths > 0 { "−" } else { "" };
    format!("{sign}{}'-{}\"", eighths / 96, mixed(eighths % 96, 8))
}

/// `n` parts of an inch as a mixed number in lowest terms.
fn mixed(n: i64, parts: i64) -> String {
    let (whole, mut top, mut bottom) = (n / parts, n % parts, parts);
    while top % 2 == 0 && bottom > 1 {
        top /= 2;
        bottom /= 2;
    }
    match (whole, top) {
        (_, 0) => whole.to_string(),
        (0, _) => format!("{top}/{bottom}"),
        _ => format!("{whole} {top}/{bottom}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_are_grouped_and_minus_zero_is_zero() {
        assert_eq!(whole(1_234_567.4), "1,234,567");
        assert_eq!(whole(-0.2), "0");
        assert_eq!(fixed(-1234.5, 1), "−1,234.5");
        assert_eq!(fixed(999.96, 1), "1,000.0");
    }

    #[test]
    fn what_is_not_finite_is_a_dash() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for text in [
                whole(x),
                fixed(x, 2),
                general(x),
                percent(x),
                inches(x),
                feet_inches(x),
            ] {
                assert_eq!(text, DASH);
            }
        }
    }

    #[test]
    fn huge_numbers_stay_short() {
        assert!(fixed(1e308, 2).len() < 16);
        assert!(inches(1e308).len() < 16);
        assert!(feet_inches(-1e308).len() < 16);
    }

    #[test]
    fn diameters_read_as_fractions() {
        assert_eq!(inches(0.625), "5/8\"");
        assert_eq!(inches(1.125), "1 1/8\"");
        assert_eq!(inches(2.0), "2\"");
        assert_eq!(inches(0.61), "0.61\"");
    }

    #[test]
    fn lengths_read_in_feet_and_inches() {
        assert_eq!(feet_inches(12.541_666), "12'-6 1/2\"");
        assert_eq!(feet_inches(-0.5), "−0'-6\"");
        assert_eq!(feet_inches(9.999), "10'-0\"");
    }

    #[test]
    fn numbers_of_any_kind_keep_four_figures() {
        assert_eq!(general(0.333_333), "0.3333");
        assert_eq!(general(29_000_000.0), "29,000,000");
        assert_eq!(general(12.5), "12.5");
        assert_eq!(general(1e-9), "1.0000e-9");
    }
}
