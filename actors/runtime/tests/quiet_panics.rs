//! Whether panics are printed is a matter of the whole process, so this test has one of its own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use holdfast_runtime::*;

struct Crash(#[expect(dead_code, reason = "never answered")] Reply<()>);
impl Message for Crash {}

struct Crasher;
impl Actor for Crasher {
    type Msg = Crash;
    type Error = Infallible;
    async fn handle(&mut self, _: &Crash, _: &mut Context<Self>) -> Result<(), Infallible> {
        panic!("on purpose");
    }
}

static PRINTED: AtomicU32 = AtomicU32::new(0);

#[tokio::test(start_paused = true)]
async fn a_handlers_panic_reaches_the_processs_hook_unless_it_is_to_be_quiet() {
    // In place of the hook that prints.
    std::panic::set_hook(Box::new(|_| {
        PRINTED.fetch_add(1, Ordering::Relaxed);
    }));
    let spec = ActorSpec::new("crasher", || Crasher).redelivery(Redelivery::Drop);
    let address = spec.address();
    let _system = System::builder("test").child(spec).start().await.unwrap();
    for (quiet, printed) in [(false, 1), (true, 1), (false, 2)] {
        quiet_panics(quiet);
        let answer = address.ask::<()>(Duration::from_secs(60), Crash).await;
        assert!(matches!(answer, Err(AskError::Failed(_))), "{answer:?}");
        assert_eq!(PRINTED.load(Ordering::Relaxed), printed, "quiet: {quiet}");
    }
    // A panic that no actor is to blame for is always shown.
    quiet_panics(true);
    assert!(std::panic::catch_unwind(|| panic!("elsewhere")).is_err());
    assert_eq!(PRINTED.load(Ordering::Relaxed), 3);
}
