//! Locks that never wait.
//!
//! Which worker has a part of the work is determined by the order of the work, never by who comes first. The
//! locks only let the compiler check this: they are taken with `try_lock`, and failing to get one would be a
//! bug.

use std::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Locks what nobody else can be holding.
pub(crate) fn own<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.try_lock().expect("each part has one owner at a time")
}

/// Reads what nobody can be changing.
pub(crate) fn read<T: ?Sized>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.try_read().expect("nobody writes what others still read")
}

/// Locks for writing what nobody else can be reading.
pub(crate) fn write<T: ?Sized>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.try_write().expect("nobody reads what is not written yet")
}
