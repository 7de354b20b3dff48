//! Where a reading keeps its answer: in the browser a resource that asks again whenever it must; on a server
//! what one asking gives, since whatever is needed has been read before the page is rendered.

use std::future::Future;

#[cfg(not(target_arch = "wasm32"))]
pub use server::{Source, start};

#[cfg(target_arch = "wasm32")]
pub use browser::{Source, start};

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::prelude::*;

    use super::super::{Anything, Read};

    /// The resource.
    #[derive(Clone, Copy)]
    pub struct Source(LocalResource<Anything>);

    impl Source {
        pub fn new(read: Read) -> Self {
            Self(LocalResource::new(read))
        }

        pub fn get(self) -> Option<Anything> {
            self.0.get()
        }

        pub fn get_untracked(self) -> Option<Anything> {
            self.0.get_untracked()
        }

        pub fn refetch(self) {
            self.0.refetch();
        }
    }

    /// Begins, and goes on when there is something to go on with.
    pub fn start(work: impl super::Future<Output = ()> + 'static) {
        leptos::task::spawn_local(work);
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod server {
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use leptos::prelude::*;

    use super::super::{Anything, Read};

    /// What the one asking gave.
    #[derive(Clone, Copy)]
    pub struct Source(StoredValue<Option<Anything>, LocalStorage>);

    impl Source {
        pub fn new(read: Read) -> Self {
            Self(StoredValue::new_local(once(read())))
        }

        pub fn get(self) -> Option<Anything> {
            self.0.get_value()
        }

        pub fn get_untracked(self) -> Option<Anything> {
            self.0.get_value()
        }

        pub fn refetch(self) {}
    }

    /// Goes on as far as it can without waiting.
    pub fn start(work: impl super::Future<Output = ()> + 'static) {
        once(work);
    }

    fn once<T>(work: impl super::Future<Output = T>) -> Option<T> {
        match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }
}
