//! Where to send: the same over restarts.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Instant;

use crate::clock;
use crate::dead_letters::DeadLetters;
use crate::error::{AskError, SendError};
use crate::failure::{Exit, StopReason};
use crate::incarnation;
use crate::mailbox::{Mailbox, Payload};
use crate::message::Message;
use crate::path::ActorPath;
use crate::queue::{Entry, Offer, Pressure, Refused, Ticket};
use crate::reply::{self, Reply};
use crate::waits::{self, StillWaits, Waiting};

/// The address of an actor or of a pool. It is known before the actor starts and stays the same
/// over its restarts; what was sent meanwhile waits in the mailbox.
pub struct Address<M: Message> {
    mailbox: Arc<Mailbox<M>>,
}

impl<M: Message> Address<M> {
    pub(crate) fn new(mailbox: Arc<Mailbox<M>>) -> Self {
        Self { mailbox }
    }

    pub(crate) fn mailbox(&self) -> &Arc<Mailbox<M>> {
        &self.mailbox
    }

    /// Sends, and waits for room if the mailbox is full and its policy is to wait. Senders are let
    /// in in the order they came. A send that is dropped before it completes has not been sent.
    ///
    /// # Errors
    /// [`SendError`], with the message in it.
    pub fn send(&self, msg: M) -> Send<'_, M> {
        Send {
            mailbox: &self.mailbox,
            entry: Some(self.mailbox.entry(msg, None)),
            ticket: None,
            waiting: None,
        }
    }

    /// Sends as [`send`](Self::send) does, and gives up at the deadline.
    ///
    /// # Errors
    /// [`SendError`], with the message in it.
    pub async fn send_before(&self, deadline: Instant, msg: M) -> Result<(), SendError<M>> {
        let mut send = self.send(msg);
        match tokio::time::timeout_at(deadline, &mut send).await {
            Ok(sent) => sent,
            Err(_) => match send.give_up() {
                Some(msg) => Err(SendError::TimedOut(msg)),
                None => Ok(()),
            },
        }
    }

    /// Sends without waiting.
    ///
    /// # Errors
    /// [`SendError`], with the message in it.
    pub fn try_send(&self, msg: M) -> Result<(), SendError<M>> {
        if incarnation::current_is_fenced() {
            return Err(SendError::Fenced(msg));
        }
        let entry = self.mailbox.entry(msg, None);
        let (offer, after) = self.mailbox.queue.offer(entry, None, clock::now);
        self.mailbox.settle(after);
        match offer {
            Offer::Accepted => Ok(()),
            Offer::Refused(entry, why) => Err(refused(entry, why)),
            // Without a waker the queue lets nobody wait.
            Offer::Wait(entry, ticket) => {
                self.mailbox.settle(self.mailbox.queue.leave(ticket));
                Err(SendError::Full(entry.value.msg))
            }
        }
    }

    /// Asks a question and waits for the answer, both within `timeout`. The message is made from
    /// the [`Reply`] it is to carry.
    ///
    /// ```
    /// # use holdfast_runtime::{Address, AskError, Message, Reply};
    /// # use std::time::Duration;
    /// enum Ledger {
    ///     Balance(u32, Reply<i64>),
    /// }
    /// impl Message for Ledger {}
    ///
    /// async fn balance(ledger: &Address<Ledger>, account: u32) -> Result<i64, AskError> {
    ///     ledger
    ///         .ask(Duration::from_secs(1), |reply| Ledger::Balance(account, reply))
    ///         .await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`AskError`]: at once when the question is evicted, expires or becomes a dead letter. A
    /// question whose asker has gone is not handled.
    pub async fn ask<T: std::marker::Send + 'static>(
        &self,
        timeout: Duration,
        msg: impl FnOnce(Reply<T>) -> M,
    ) -> Result<T, AskError> {
        let deadline = clock::after(timeout);
        let (reply, answer) = reply::channel();
        let question = self.mailbox.entry(msg(reply), Some(answer.hold()));
        if let Some(question) = self.enter(question) {
            let sending = Send {
                mailbox: &self.mailbox,
                entry: Some(question),
                ticket: None,
                waiting: None,
            };
            match tokio::time::timeout_at(deadline, sending).await {
                Ok(sent) => sent.map_err(|error| match error {
                    SendError::WouldDeadlock { path, .. } => AskError::WouldDeadlock(path),
                    other => AskError::NotSent(other.reason()),
                })?,
                Err(_) => return Err(AskError::TimedOut(timeout)),
            }
        }
        // Outside an actor nobody can wait for the asker, so there is nothing to watch.
        let _waiting = if incarnation::is_inside() {
            waits::begin(self.mailbox.id, 0, &answer.still_waits())
                .map_err(AskError::WouldDeadlock)?
        } else {
            None
        };
        match tokio::time::timeout_at(deadline, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(AskError::TimedOut(timeout)),
        }
    }

    /// Sends at once, as mostly can be; else the message comes back, to be sent in full form.
    fn enter(&self, entry: Entry<Payload<M>>) -> Option<Entry<Payload<M>>> {
        if incarnation::current_is_fenced() {
            return Some(entry);
        }
        match self.mailbox.queue.enter(entry) {
            Ok(after) => {
                self.mailbox.settle(after);
                None
            }
            Err(entry) => Some(entry),
        }
    }

    /// How full the mailbox is, and what has gone through it.
    pub fn pressure(&self) -> Pressure {
        self.mailbox.pressure()
    }

    /// Messages that could not be handled.
    pub fn dead_letters(&self) -> DeadLetters<M> {
        DeadLetters::new(self.clone())
    }

    /// The place of the actor in its tree, once it has been started.
    pub fn path(&self) -> ActorPath {
        self.mailbox.path()
    }

    /// Stops the actor for good: after the message in hand, within `grace`, then it is killed.
    /// What is still queued becomes dead letters. Answers when it has ended; at once when it
    /// already has.
    pub async fn stop(&self, grace: Duration) -> Exit {
        if let Some(stopper) = self.mailbox.stopper() {
            let (done, ended) = tokio::sync::oneshot::channel();
            stopper.stop(grace, done);
            if let Ok(exit) = ended.await {
                return exit;
            }
        }
        Exit::Stopped(StopReason::Requested)
    }
}

impl<M: Message> Clone for Address<M> {
    fn clone(&self) -> Self {
        Self {
            mailbox: Arc::clone(&self.mailbox),
        }
    }
}

impl<M: Message> std::fmt::Debug for Address<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({})", self.path())
    }
}

fn refused<M: Message>(entry: Entry<Payload<M>>, why: Refused) -> SendError<M> {
    let msg = entry.value.msg;
    match why {
        Refused::Full => SendError::Full(msg),
        Refused::Closed => SendError::Closed(msg),
        Refused::TooLarge => SendError::TooLarge(msg),
    }
}

/// A send under way, made by [`Address::send`]. Dropped before it completes, it has not been sent.
#[must_use = "a send does nothing until it is awaited"]
pub struct Send<'a, M: Message> {
    mailbox: &'a Arc<Mailbox<M>>,
    entry: Option<Entry<Payload<M>>>,
    ticket: Option<Ticket>,
    waiting: Option<Waiting>,
}

// Nothing in it is pinned: the message is moved in and out.
impl<M: Message> Unpin for Send<'_, M> {}

impl<M: Message> Send<'_, M> {
    /// Takes the message back; `None` when it has been sent.
    fn give_up(&mut self) -> Option<M> {
        self.leave();
        self.entry.take().map(|entry| entry.value.msg)
    }

    fn leave(&mut self) {
        self.waiting = None;
        if let Some(ticket) = self.ticket.take() {
            self.mailbox.settle(self.mailbox.queue.leave(ticket));
        }
    }
}

impl<M: Message> Future for Send<'_, M> {
    type Output = Result<(), SendError<M>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let Some(entry) = this.entry.take() else {
            // Polled again after it was done.
            return Poll::Pending;
        };
        if incarnation::current_is_fenced() {
            this.leave();
            return Poll::Ready(Err(SendError::Fenced(entry.value.msg)));
        }
        let queue = &this.mailbox.queue;
        let (offer, after) = match this.ticket.take() {
            None => queue.offer(entry, Some(cx.waker()), clock::now),
            Some(ticket) => queue.redeem(entry, ticket, cx.waker()),
        };
        this.mailbox.settle(after);
        match offer {
            Offer::Accepted => {
                this.waiting = None;
                Poll::Ready(Ok(()))
            }
            Offer::Refused(entry, why) => {
                this.waiting = None;
                Poll::Ready(Err(refused(entry, why)))
            }
            Offer::Wait(entry, ticket) => {
                if this.waiting.is_none() && incarnation::is_inside() {
                    let wait = Arc::clone(this.mailbox) as Arc<dyn StillWaits>;
                    match waits::begin(this.mailbox.id, ticket.number(), &wait) {
                        Ok(waiting) => this.waiting = waiting,
                        Err(path) => {
                            this.ticket = Some(ticket);
                            this.leave();
                            return Poll::Ready(Err(SendError::WouldDeadlock {
                                msg: entry.value.msg,
                                path,
                            }));
                        }
                    }
                }
                this.entry = Some(entry);
                this.ticket = Some(ticket);
                Poll::Pending
            }
        }
    }
}

impl<M: Message> Drop for Send<'_, M> {
    fn drop(&mut self) {
        self.leave();
    }
}
