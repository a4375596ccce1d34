//! Panics of handlers, caught with their payload, place and backtrace.

use std::any::Any;
use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// A panic that was caught.
pub(crate) struct Caught {
    pub(crate) message: String,
    pub(crate) location: Option<String>,
    pub(crate) backtrace: Option<Backtrace>,
    pub(crate) payload: Option<Box<dyn Any + Send>>,
}

thread_local! {
    /// How many supervised calls deep this thread is.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static SEEN: RefCell<Option<(Option<String>, Backtrace)>> = const { RefCell::new(None) };
}

static QUIET: AtomicBool = AtomicBool::new(false);

/// Whether panics of supervised handlers are kept from the process's panic hook, which prints
/// them. They are reported as failures and traced either way. Off by default.
pub fn quiet_panics(quiet: bool) {
    QUIET.store(quiet, Ordering::Relaxed);
}

/// Puts our hook before the process's own, once.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if DEPTH.get() > 0 {
                remember(info);
                if QUIET.load(Ordering::Relaxed) {
                    return;
                }
            }
            before(info);
        }));
    });
}

fn remember(info: &PanicHookInfo<'_>) {
    let location = info.location().map(ToString::to_string);
    let backtrace = Backtrace::force_capture();
    SEEN.with(|seen| {
        if let Ok(mut seen) = seen.try_borrow_mut() {
            *seen = Some((location, backtrace));
        }
    });
}

/// Runs `f`; a panic in it comes back as a value.
pub(crate) fn catch<R>(f: impl FnOnce() -> R) -> Result<R, Caught> {
    DEPTH.set(DEPTH.get() + 1);
    let result = catch_unwind(AssertUnwindSafe(f));
    DEPTH.set(DEPTH.get() - 1);
    result.map_err(|payload| {
        // One that was caught on another thread and passed on.
        let payload = match payload.downcast::<Caught>() {
            Ok(caught) => return *caught,
            Err(payload) => payload,
        };
        let (location, backtrace) = SEEN
            .with(|seen| seen.try_borrow_mut().ok().and_then(|mut seen| seen.take()))
            .map_or((None, None), |(location, backtrace)| {
                (location, Some(backtrace))
            });
        Caught {
            message: text(payload.as_ref()),
            location,
            backtrace,
            payload: Some(payload),
        }
    })
}

/// Goes on with a panic caught elsewhere, to be caught again with all it carries.
pub(crate) fn pass_on(caught: Caught) -> ! {
    resume_unwind(Box::new(caught))
}

fn text(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "(no message)".to_owned()
    }
}
