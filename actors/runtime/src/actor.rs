//! What one writes: an actor, and what its handlers are given.

use std::future::Future;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::address::Address;
use crate::failure::{BoxError, StopReason};
use crate::incarnation::{Entered, Incarnation};
use crate::message::Message;
use crate::panics;
use crate::path::ActorPath;

/// An actor: state, and one handler that is given one message at a time.
///
/// A new value is made for every life of the actor, by the closure its spec was built with. A
/// handler that returns an error or panics ends this life; the supervisor decides what is next,
/// and the message is retried as [`Redelivery`](crate::Redelivery) says.
pub trait Actor: Sized + Send + 'static {
    /// What it is sent.
    type Msg: Message;
    /// What its handlers may fail with.
    type Error: Into<BoxError> + Send;

    /// Before the first message. The supervisor counts the actor as started when this is done; it
    /// does not wait for it, so this may take as long as the spec's start timeout.
    ///
    /// # Errors
    /// Counts as a failed start.
    fn started(
        &mut self,
        cx: &mut Context<Self>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send {
        let _ = cx;
        async { Ok(()) }
    }

    /// Handles one message. It is borrowed, so that it can be given back if this fails.
    ///
    /// # Errors
    /// Ends this life of the actor, as a panic does. An error that concerns the asker alone
    /// belongs in the reply.
    fn handle(
        &mut self,
        msg: &Self::Msg,
        cx: &mut Context<Self>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// When it stops in good order: after the last message, within its grace. Not called after a
    /// failure or a kill.
    fn stopping(
        &mut self,
        why: StopReason,
        cx: &mut Context<Self>,
    ) -> impl Future<Output = ()> + Send {
        let _ = (why, cx);
        async {}
    }
}

/// What a handler is given beside its message.
pub struct Context<A: Actor> {
    address: Address<A::Msg>,
    incarnation: Arc<Incarnation>,
    attempt: u32,
    stop: Option<StopReason>,
}

impl<A: Actor> Context<A> {
    pub(crate) fn new(address: Address<A::Msg>, incarnation: Arc<Incarnation>) -> Self {
        Self {
            address,
            incarnation,
            attempt: 0,
            stop: None,
        }
    }

    pub(crate) fn incarnation(&self) -> &Arc<Incarnation> {
        &self.incarnation
    }

    pub(crate) fn set_attempt(&mut self, attempt: u32) {
        self.attempt = attempt;
    }

    pub(crate) fn stop_asked(&self) -> Option<StopReason> {
        self.stop
    }

    /// The actor's own address; in a pool, the pool's.
    pub fn address(&self) -> &Address<A::Msg> {
        &self.address
    }

    /// The actor's place in its tree; in a pool, the worker's.
    pub fn path(&self) -> &ActorPath {
        &self.incarnation.path
    }

    /// How often the message in hand has been handed to a handler, this time included. More than
    /// one means that an earlier handler may have done some of it.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Tells the watchdog that a long handler gets on.
    pub fn progress(&self) {
        self.incarnation.progressed();
    }

    /// Cancelled when the tree shuts down, and when this actor is killed or given up as stuck.
    pub fn cancelled(&self) -> &CancellationToken {
        self.incarnation.token()
    }

    /// Stops the actor after this message.
    pub fn stop(&mut self) {
        self.stop = Some(StopReason::Finished);
    }

    /// Runs CPU work on a thread of its own, so that this one stays free for other actors. The
    /// handler waits for it. A panic in it is the handler's panic; when the handler is killed, the
    /// work goes on to its end, with its token cancelled and its result thrown away.
    ///
    /// ```
    /// # use holdfast_runtime::{Actor, Context, Message, Reply};
    /// # struct Count(std::sync::Arc<Vec<f64>>, Reply<f64>);
    /// # impl Message for Count {}
    /// # struct Summer;
    /// impl Actor for Summer {
    ///     type Msg = Count;
    ///     type Error = std::convert::Infallible;
    ///
    ///     async fn handle(&mut self, msg: &Count, cx: &mut Context<Self>) -> Result<(), Self::Error> {
    ///         let values = msg.0.clone();
    ///         let sum = cx
    ///             .blocking(move |work| {
    ///                 let mut sum = 0.0;
    ///                 for chunk in values.chunks(1024) {
    ///                     if work.is_cancelled() {
    ///                         break;
    ///                     }
    ///                     sum += chunk.iter().sum::<f64>();
    ///                     work.progress();
    ///                 }
    ///                 sum
    ///             })
    ///             .await;
    ///         msg.1.send(sum);
    ///         Ok(())
    ///     }
    /// }
    /// ```
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Work) -> T + Send + 'static,
    ) -> T {
        let handle = Work {
            incarnation: Arc::clone(&self.incarnation),
        };
        let span = tracing::Span::current();
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the way that others must take"
        )]
        let done = tokio::task::spawn_blocking(move || {
            let _span = span.enter();
            let mut current = Some(Arc::clone(&handle.incarnation));
            let _entered = Entered::new(&mut current);
            panics::catch(|| work(&handle))
        })
        .await;
        match done {
            Ok(Ok(value)) => value,
            Ok(Err(caught)) => panics::pass_on(caught),
            Err(error) => match error.try_into_panic() {
                Ok(payload) => std::panic::resume_unwind(payload),
                // The runtime is shutting down and the work never began: nobody is left to tell.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

/// What [`Context::blocking`] gives the work it runs.
pub struct Work {
    incarnation: Arc<Incarnation>,
}

impl Work {
    /// The work is no longer wanted: stop at the next good place.
    pub fn is_cancelled(&self) -> bool {
        self.incarnation.token().is_cancelled()
    }

    /// The token behind [`is_cancelled`](Self::is_cancelled), to hand on.
    pub fn cancelled(&self) -> &CancellationToken {
        self.incarnation.token()
    }

    /// Tells the watchdog that the work gets on.
    pub fn progress(&self) {
        self.incarnation.progressed();
    }
}
