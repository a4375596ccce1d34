//! The way back of a question. It needs no room in any mailbox.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use crate::error::{AskError, DropReason};
use crate::incarnation;
use crate::sync::lock;
use crate::waits::StillWaits;

/// Where the answer to a question goes. A message that asks carries one.
///
/// Answering twice does no harm: the second answer is ignored. When every copy is dropped without
/// an answer, the asker hears [`DropReason::Unanswered`] at once. Clone it to answer later, after
/// the handler has returned.
pub struct Reply<T> {
    cell: Arc<Cell<T>>,
}

struct Cell<T> {
    state: Mutex<State<T>>,
    /// Copies of the reply.
    holders: AtomicUsize,
    /// An answer has been given, be it taken or not.
    answered: AtomicBool,
    asker_gone: AtomicBool,
}

struct State<T> {
    answer: Option<Result<T, AskError>>,
    waker: Option<Waker>,
}

/// The asker's end.
pub(crate) struct Answer<T> {
    cell: Arc<Cell<T>>,
    /// The answer has been taken.
    heard: bool,
}

/// The mailbox's hold on a question: it can refuse it, and see whether anyone still asks.
pub(crate) trait Asked: Send + Sync {
    fn refuse(&self, error: AskError);
    fn abandoned(&self) -> bool;
}

pub(crate) fn channel<T: Send + 'static>() -> (Reply<T>, Answer<T>) {
    let cell = Arc::new(Cell {
        state: Mutex::new(State {
            answer: None,
            waker: None,
        }),
        holders: AtomicUsize::new(1),
        answered: AtomicBool::new(false),
        asker_gone: AtomicBool::new(false),
    });
    (
        Reply {
            cell: Arc::clone(&cell),
        },
        Answer { cell, heard: false },
    )
}

impl<T> Cell<T> {
    fn answer(&self, answer: Result<T, AskError>) -> bool {
        let (waker, unused) = {
            let mut state = lock(&self.state);
            // Both only change under this lock.
            if self.answered.load(Ordering::Relaxed) || self.asker_gone.load(Ordering::Relaxed) {
                (None, Some(answer))
            } else {
                self.answered.store(true, Ordering::Release);
                state.answer = Some(answer);
                (state.waker.take(), None)
            }
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        unused.is_none()
    }
}

impl<T> Reply<T> {
    /// Answers. False when nobody is there to hear it, when it has been answered already, or when
    /// the one who answers has been given up as stuck and replaced.
    pub fn send(&self, value: T) -> bool {
        if incarnation::current_is_fenced() {
            return false;
        }
        self.cell.answer(Ok(value))
    }

    /// The asker has stopped waiting.
    pub fn abandoned(&self) -> bool {
        self.cell.asker_gone.load(Ordering::Acquire)
    }
}

impl<T> Clone for Reply<T> {
    fn clone(&self) -> Self {
        self.cell.holders.fetch_add(1, Ordering::Relaxed);
        Self {
            cell: Arc::clone(&self.cell),
        }
    }
}

impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        let last = self.cell.holders.fetch_sub(1, Ordering::AcqRel) == 1
            && !self.cell.answered.load(Ordering::Acquire);
        if last {
            self.cell
                .answer(Err(AskError::Dropped(DropReason::Unanswered)));
        }
    }
}

impl<T> std::fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reply")
    }
}

impl<T: Send + 'static> Asked for Cell<T> {
    fn refuse(&self, error: AskError) {
        self.answer(Err(error));
    }

    fn abandoned(&self) -> bool {
        self.asker_gone.load(Ordering::Acquire)
    }
}

impl<T: Send + 'static> StillWaits for Cell<T> {
    fn still_waits(&self, _ticket: u32) -> bool {
        !self.answered.load(Ordering::Acquire) && !self.asker_gone.load(Ordering::Acquire)
    }
}

impl<T: Send + 'static> Answer<T> {
    pub(crate) fn hold(&self) -> Arc<dyn Asked> {
        Arc::clone(&self.cell) as Arc<dyn Asked>
    }

    pub(crate) fn still_waits(&self) -> Arc<dyn StillWaits> {
        Arc::clone(&self.cell) as Arc<dyn StillWaits>
    }
}

impl<T> Future for Answer<T> {
    type Output = Result<T, AskError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let mut state = lock(&this.cell.state);
        if let Some(answer) = state.answer.take() {
            this.heard = true;
            return Poll::Ready(answer);
        }
        let stale = match &state.waker {
            Some(known) if known.will_wake(cx.waker()) => None,
            _ => state.waker.replace(cx.waker().clone()),
        };
        drop(state);
        drop(stale);
        Poll::Pending
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        if self.heard {
            return;
        }
        let unheard = {
            let mut state = lock(&self.cell.state);
            self.cell.asker_gone.store(true, Ordering::Release);
            (state.answer.take(), state.waker.take())
        };
        drop(unheard);
    }
}
