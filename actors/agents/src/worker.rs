//! The thin actor of every agent: takes a job, runs its pure function on a thread of its own,
//! answers.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::Arc;

use holdfast_runtime::{Actor, Context, Message, Reply};

use crate::agent::{Agent, Fault};

/// One task for an agent, and where its answer goes.
pub struct Job<A: Agent> {
    /// What to work on. Shared, so that a retry after a crash needs no copy.
    pub input: Arc<A::Input>,
    /// Where the answer goes.
    pub reply: Reply<Result<A::Output, Fault>>,
}

impl<A: Agent> Message for Job<A> {
    fn size(&self) -> usize {
        usize::try_from(A::memory_bytes(&self.input)).unwrap_or(usize::MAX)
    }
}

/// An agent's worker: stateless, so that any of a pool's may take any job.
pub struct Worker<A>(PhantomData<fn() -> A>);

impl<A> Default for Worker<A> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<A: Agent> Actor for Worker<A> {
    type Msg = Job<A>;
    type Error = Infallible;

    async fn handle(&mut self, job: &Job<A>, cx: &mut Context<Self>) -> Result<(), Infallible> {
        let input = Arc::clone(&job.input);
        let answer = cx
            .blocking(move |work| A::run(&input, &|| work.is_cancelled()))
            .await;
        job.reply.send(answer);
        Ok(())
    }
}
