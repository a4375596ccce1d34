//! The one ractor actor behind every actor of ours. It gets a single message from ractor, which it
//! handles as long as it lives: it pulls ours from the mailbox, a batch at a time, and the mailbox
//! wakes its task. Going back to ractor between messages would cost more than they do. A kill still
//! gets through, for ractor looks for one whenever the handler waits; everything else that is to
//! reach the actor is ours.

use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use ractor::{ActorProcessingErr, ActorRef};
use tracing::Span;

use crate::actor::{Actor, Context};
use crate::address::Address;
use crate::child::{Body, Control, DEFAULT_STUCK_AFTER, Place, Spawned};
use crate::failure::{BoxError, Cause, Exit, Failure, Phase, StopReason};
use crate::incarnation::{Handle, Incarnation, within};
use crate::mailbox::{Hand, Mailbox, Stopper};
use crate::message::Message;
use crate::panics::{self, Caught};
use crate::path::ActorPath;
use crate::queue::ConsumerId;
use crate::snapshot::{ActorState, Kind, Node};
use crate::supervisor::{Link, spawn};
use crate::system::Tree;
use crate::{telemetry, waits, watchdog};

/// Messages handled before other tasks of the thread get their turn.
const BATCH: usize = 32;
/// One message in so many is timed: reading the clock costs more than the rest of the path.
const TIMED: u32 = 32;

/// How an actor behaves, apart from what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habits {
    pub(crate) stuck_after: Option<Duration>,
    pub(crate) drain: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            stuck_after: Some(DEFAULT_STUCK_AFTER),
            drain: false,
        }
    }
}

/// An actor as a supervisor's child.
pub(crate) struct ActorBody<A: Actor> {
    make: Arc<dyn Fn() -> A + Send + Sync>,
    mailbox: Arc<Mailbox<A::Msg>>,
    habits: Habits,
    /// In a pool: which worker it is. The mailbox then is the pool's.
    worker: Option<usize>,
}

impl<A: Actor> ActorBody<A> {
    pub(crate) fn new(
        make: Arc<dyn Fn() -> A + Send + Sync>,
        mailbox: Arc<Mailbox<A::Msg>>,
        habits: Habits,
        worker: Option<usize>,
    ) -> Self {
        Self {
            make,
            mailbox,
            habits,
            worker,
        }
    }
}

impl<A: Actor> Body for ActorBody<A> {
    fn kind(&self) -> Kind {
        Kind::Actor
    }

    fn settle_in(
        &self,
        node: &Node,
        path: &ActorPath,
        tree: &Tree,
        stopper: Option<Arc<dyn Stopper>>,
    ) {
        if self.worker.is_none() {
            self.mailbox.set_path(path);
            self.mailbox.set_stopper(stopper);
            node.set_probe(Arc::clone(&self.mailbox) as Arc<dyn crate::snapshot::Probe>);
            tree.register(path, &self.mailbox);
        }
    }

    fn spawn(
        &self,
        place: Place,
    ) -> Pin<Box<dyn Future<Output = Result<Spawned, BoxError>> + Send>> {
        let incarnation = Arc::new(Incarnation::new(
            self.mailbox.id,
            place.path,
            Arc::clone(&place.node),
        ));
        let supervisor = place.link.supervisor();
        let state = Box::new(State {
            make: Arc::clone(&self.make),
            mailbox: Arc::clone(&self.mailbox),
            habits: self.habits,
            slot: self.worker.unwrap_or(0),
            incarnation: Arc::clone(&incarnation),
            current: Some(Arc::clone(&incarnation)),
            link: place.link,
            live: None,
        });
        Box::pin(async move {
            let (actor, _) = spawn(Runner::<A>(PhantomData), state, supervisor).await?;
            Ok(Spawned {
                pid: actor.get_id().pid(),
                control: incarnation,
            })
        })
    }

    fn sleep(&self, waker: Waker) {
        self.mailbox.settle(self.mailbox.queue.sleep(&waker));
    }

    fn close(&self) {
        if self.worker.is_none() {
            self.mailbox.close();
        }
    }
}

impl Control for Incarnation {
    fn stop(&self, why: StopReason) {
        self.request_stop(why);
    }

    fn kill(&self, why: Arc<Failure>) {
        Self::kill(self, why);
    }

    fn fence(&self) {
        Self::fence(self);
    }

    fn exit(&self) -> Option<Exit> {
        Self::exit(self)
    }
}

/// The one ractor message of an actor's life: begin.
struct Run;

struct Runner<A>(PhantomData<fn() -> A>);

struct State<A: Actor> {
    make: Arc<dyn Fn() -> A + Send + Sync>,
    mailbox: Arc<Mailbox<A::Msg>>,
    habits: Habits,
    slot: usize,
    incarnation: Arc<Incarnation>,
    /// The same, lent to the thread while a handler runs.
    current: Option<Arc<Incarnation>>,
    link: Link,
    /// Until it runs.
    live: Option<Box<Live<A>>>,
}

/// The actor itself, while it lives.
struct Live<A: Actor> {
    actor: Option<A>,
    cx: Context<A>,
    mailbox: Arc<Mailbox<A::Msg>>,
    consumer: Option<ConsumerId>,
    drain: bool,
    draining: bool,
    handled: u32,
    times: telemetry::Timer,
}

impl<A: Actor> Drop for Live<A> {
    fn drop(&mut self) {
        // The actor's own `Drop` comes first: a successor must not meet it at its cleaning up.
        let actor = self.actor.take();
        if let Err(caught) = panics::catch(|| drop(actor)) {
            tracing::error!(actor = %self.cx.path(), panic = caught.message, "panicked when dropped");
        }
        self.cx.incarnation().ended();
        if let Some(consumer) = self.consumer.take() {
            self.mailbox.settle(self.mailbox.queue.detach(consumer));
        }
    }
}

/// How a batch ended.
enum Batch {
    /// Nothing is queued.
    Idle,
    /// There may be more.
    More,
    /// The actor is to stop.
    Stop(StopReason),
    /// The incarnation has been shut out of its mailbox.
    Fenced,
    /// A handler failed.
    Failed(Arc<Failure>),
}

impl<A: Actor> ractor::Actor for Runner<A> {
    type Msg = Run;
    type State = Box<State<A>>;
    type Arguments = Box<State<A>>;

    async fn pre_start(
        &self,
        _: ActorRef<Run>,
        state: Box<State<A>>,
    ) -> Result<Box<State<A>>, ActorProcessingErr> {
        Ok(state)
    }

    async fn post_start(
        &self,
        myself: ActorRef<Run>,
        state: &mut Box<State<A>>,
    ) -> Result<(), ActorProcessingErr> {
        let incarnation = Arc::clone(&state.incarnation);
        incarnation.set_handle(Box::new(Reach {
            actor: myself.clone(),
            mailbox: Arc::clone(&state.mailbox),
            consumer: std::sync::OnceLock::new(),
            link: state.link.clone(),
        }));
        incarnation.step();
        let mut current = Some(Arc::clone(&incarnation));
        let started = within(&mut current, pin!(start(state))).await;
        incarnation.step();
        match started {
            Ok(live) => {
                state.live = Some(live);
                incarnation.node.set_state(ActorState::Running);
                state.link.started();
                let _ = myself.send_message(Run);
                Ok(())
            }
            Err(failure) => {
                let failure = Arc::new(failure);
                incarnation.set_exit(Exit::Failed(Arc::clone(&failure)));
                Err(Box::new(Over(failure)))
            }
        }
    }

    async fn handle(
        &self,
        myself: ActorRef<Run>,
        _: Run,
        state: &mut Box<State<A>>,
    ) -> Result<(), ActorProcessingErr> {
        let State {
            mailbox,
            incarnation,
            current,
            live,
            slot,
            ..
        } = &mut **state;
        let Some(live) = live.take() else {
            return Ok(());
        };
        // In a box, for ractor holds the handler's future twice over.
        let mut life = Box::pin(run(live, mailbox, incarnation, *slot));
        let exit = within(current, life.as_mut()).await;
        drop(life);
        state.incarnation.set_exit(exit.clone());
        match exit {
            Exit::Stopped(_) => {
                myself.stop(None);
                Ok(())
            }
            Exit::Failed(failure) => Err(Box::new(Over(failure))),
        }
    }
}

/// A failure as ractor takes it; ours travels by the incarnation.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Over(Arc<Failure>);

async fn start<A: Actor>(state: &mut State<A>) -> Result<Box<Live<A>>, Failure> {
    let incarnation = &Arc::clone(&state.incarnation);
    let panicked = |caught| Failure::panicked(incarnation.path.clone(), Phase::Starting, caught);
    let actor = panics::catch(|| (state.make)()).map_err(panicked)?;
    let address = Address::new(Arc::clone(&state.mailbox));
    let mut live = Box::new(Live {
        actor: Some(actor),
        cx: Context::new(address, Arc::clone(incarnation)),
        mailbox: Arc::clone(&state.mailbox),
        consumer: None,
        drain: state.habits.drain,
        draining: false,
        handled: 0,
        times: telemetry::Timer::new(&state.mailbox.path()),
    });
    if let Some(after) = state.habits.stuck_after {
        watchdog::watch(incarnation, after);
    }
    let Live { actor, cx, .. } = &mut *live;
    if let Some(actor) = actor {
        match call(pin!(actor.started(cx)), || {}, None).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                return Err(Failure::new(
                    incarnation.path.clone(),
                    Phase::Starting,
                    Cause::Error(error.into()),
                ));
            }
            Err(caught) => return Err(panicked(caught)),
        }
    }
    Ok(live)
}

/// Lives: handles messages until it is over.
async fn run<A: Actor>(
    mut live: Box<Live<A>>,
    mailbox: &Mailbox<A::Msg>,
    incarnation: &Arc<Incarnation>,
    slot: usize,
) -> Exit {
    let mut waker = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    incarnation.set_waker(waker.clone());
    // Attached as awake, so it must look for itself.
    let consumer = mailbox.queue.attach(slot, waker.clone());
    live.consumer = Some(consumer);
    incarnation.attached(consumer);
    waits::works(incarnation);
    loop {
        match batch(&mut live, consumer, mailbox, incarnation).await {
            Batch::Idle => woken(&mut waker, consumer, mailbox, incarnation).await,
            Batch::More => let_others_run().await,
            Batch::Stop(why) => return stop(live, why, incarnation).await,
            Batch::Fenced => {
                let why = incarnation.stop_requested();
                return Exit::Stopped(why.unwrap_or(StopReason::Requested));
            }
            Batch::Failed(failure) => {
                drop(live);
                return Exit::Failed(failure);
            }
        }
    }
}

async fn batch<A: Actor>(
    live: &mut Live<A>,
    consumer: ConsumerId,
    mailbox: &Mailbox<A::Msg>,
    incarnation: &Incarnation,
) -> Batch {
    let mut hand = Hand::new(mailbox, consumer, incarnation);
    for more in (0..BATCH).rev() {
        if let Some(why) = incarnation.stop_requested() {
            if !(live.drain && matches!(why, StopReason::Shutdown | StopReason::Requested)) {
                return Batch::Stop(why);
            }
            if !std::mem::replace(&mut live.draining, true) {
                mailbox.settle(mailbox.queue.close_door());
            }
        }
        match hand.next(more) {
            None => {
                return match incarnation.stop_requested() {
                    Some(why) if live.draining => Batch::Stop(why),
                    _ => Batch::Idle,
                };
            }
            Some(Err(_fenced)) => return Batch::Fenced,
            Some(Ok(())) => {}
        }
        if hand.is_abandoned() {
            hand.expire();
            continue;
        }
        if let Err(failure) = handle(live, &mut hand, incarnation).await {
            let failure = Arc::new(failure);
            hand.failed(Arc::clone(&failure));
            return Batch::Failed(failure);
        }
        hand.done();
        if let Some(why) = live.cx.stop_asked() {
            return Batch::Stop(why);
        }
    }
    Batch::More
}

/// Waits for a message or an order.
async fn woken<M: Message>(
    waker: &mut Waker,
    consumer: ConsumerId,
    mailbox: &Mailbox<M>,
    incarnation: &Incarnation,
) {
    let mut waited = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        if !waker.will_wake(cx.waker()) {
            waker.clone_from(cx.waker());
            incarnation.set_waker(waker.clone());
            let missed = mailbox.queue.set_waker(consumer, waker.clone());
            if missed || incarnation.stop_requested().is_some() {
                return Poll::Ready(());
            }
        }
        Poll::Pending
    })
    .await;
}

/// Hands one message to the actor.
async fn handle<A: Actor>(
    live: &mut Live<A>,
    hand: &mut Hand<'_, A::Msg>,
    incarnation: &Incarnation,
) -> Result<(), Failure> {
    let Live {
        actor: Some(actor),
        cx,
        mailbox,
        handled,
        times,
        ..
    } = live
    else {
        return Ok(());
    };
    let Some((payload, attempt)) = hand.message() else {
        return Ok(());
    };
    cx.set_attempt(attempt);
    // The handler runs in its sender's span, and in one of its own where spans of this level are
    // looked at: to make one costs as much as a message.
    let sender = payload.span();
    let own = sender.map(|sender| {
        tracing::debug_span!(parent: sender, "handle", actor = %incarnation.path, kind = payload.msg.kind(), attempt)
    });
    let span = own.as_ref().filter(|own| !own.is_disabled()).or(sender);
    let timed = handled.is_multiple_of(TIMED).then(Instant::now);
    *handled = handled.wrapping_add(1);
    incarnation.step();
    let outcome = call(
        pin!(actor.handle(&payload.msg, cx)),
        || mailbox.settle(mailbox.queue.suspended()),
        span,
    )
    .await;
    incarnation.step();
    if let Some(began) = timed {
        let took = began.elapsed();
        incarnation.node.times().add(took);
        times.record(took);
    }
    let phase = || Phase::Handling {
        message: payload.msg.kind(),
        attempt,
    };
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Failure::new(
            incarnation.path.clone(),
            phase(),
            Cause::Error(error.into()),
        )),
        Err(caught) => Err(Failure::panicked(incarnation.path.clone(), phase(), caught)),
    }
}

/// Stops in good order.
async fn stop<A: Actor>(
    mut live: Box<Live<A>>,
    why: StopReason,
    incarnation: &Incarnation,
) -> Exit {
    incarnation.node.set_state(ActorState::Stopping);
    let Live { actor, cx, .. } = &mut *live;
    let Some(actor) = actor else {
        return Exit::Stopped(why);
    };
    incarnation.step();
    let stopped = call(pin!(actor.stopping(why, cx)), || {}, None).await;
    incarnation.step();
    drop(live);
    match stopped {
        Ok(()) => Exit::Stopped(why),
        Err(caught) => Exit::Failed(Arc::new(Failure::panicked(
            incarnation.path.clone(),
            Phase::Stopping,
            caught,
        ))),
    }
}

/// Runs a handler: in its span, its panics caught, and with a hook for when it first waits.
async fn call<F: Future>(
    mut future: Pin<&mut F>,
    suspended: impl Fn(),
    span: Option<&Span>,
) -> Result<F::Output, Caught> {
    poll_fn(|cx| {
        let _span = span.map(Span::enter);
        match panics::catch(|| future.as_mut().poll(cx)) {
            Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
            Ok(Poll::Pending) => {
                suspended();
                Poll::Pending
            }
            Err(caught) => Poll::Ready(Err(caught)),
        }
    })
    .await
}

/// Goes to the back of the thread's queue. tokio's own `yield_now` would also poll its I/O driver,
/// which costs more than a batch.
async fn let_others_run() {
    let mut yielded = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// The supervisor's and the watchdog's way to reach it.
struct Reach<M: Message> {
    actor: ActorRef<Run>,
    mailbox: Arc<Mailbox<M>>,
    consumer: std::sync::OnceLock<ConsumerId>,
    link: Link,
}

impl<M: Message> Handle for Reach<M> {
    fn kill(&self) {
        self.actor.kill();
    }

    fn fence(&self) {
        if let Some(&consumer) = self.consumer.get() {
            self.mailbox.settle(self.mailbox.queue.fence(consumer));
        }
        self.link.given_up();
    }

    fn attached(&self, consumer: ConsumerId) {
        let _ = self.consumer.set(consumer);
    }
}
