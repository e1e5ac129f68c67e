//! Locks that never wait.
//!
//! Whose turn it is with a part of the work follows from the order of the work, never from who comes first. A
//! lock is there to let the compiler prove it: it is taken with `try_lock`, and not getting it would be a
//! bug.

use std::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Takes what nobody else can be holding.
pub(crate) fn own<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.try_lock().expect("each part has one owner at a time")
}

/// Looks at what nobody can be changing.
pub(crate) fn read<T: ?Sized>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.try_read().expect("nobody writes what others still read")
}

/// Takes what nobody else can be looking at.
pub(crate) fn write<T: ?Sized>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.try_write().expect("nobody reads what is not written yet")
}
