//! Whether there is memory for a copy of the tables, asked once and remembered.

use std::sync::{Arc, Mutex, MutexGuard};

use super::{Export, TableCopy};

/// A copy of the tables, from which one file at a time is written. Clones share the copy.
#[derive(Clone, Debug)]
pub struct SharedCopy(Arc<Mutex<TableCopy>>);

impl SharedCopy {
    /// [`TableCopy::take`].
    ///
    /// # Panics
    /// As there, and if a file is being written from it.
    pub fn take(&self, export: &mut Export<'_>) {
        self.alone().take(export);
    }

    /// [`TableCopy::export`].
    ///
    /// # Panics
    /// If another file is being written from it.
    pub fn export(&self, write: &mut dyn FnMut(&[u32])) {
        self.alone().export(write);
    }

    fn alone(&self) -> MutexGuard<'_, TableCopy> {
        self.0.try_lock().expect("the file before is finished")
    }
}

/// Room for a copy of the tables.
#[derive(Debug, Default)]
pub enum CopyRoom {
    /// Not asked yet.
    #[default]
    Unknown,
    /// There is none.
    None,
    /// There is.
    Some(SharedCopy),
}

impl CopyRoom {
    /// The copy, if there is room for one: decided by `reserve` on the first call.
    pub fn or_reserve(&mut self, reserve: impl FnOnce() -> Option<TableCopy>) -> Option<SharedCopy> {
        if let Self::Unknown = self {
            let copy = |copy| Self::Some(SharedCopy(Arc::new(Mutex::new(copy))));
            *self = reserve().map_or(Self::None, copy);
        }
        self.get()
    }

    /// The copy, if room for one was found.
    pub fn get(&self) -> Option<SharedCopy> {
        match self {
            Self::Some(copy) => Some(copy.clone()),
            Self::Unknown | Self::None => None,
        }
    }

    /// Frees its memory as soon as no file is written from it; there will not be another.
    pub fn give_back(&mut self) {
        *self = Self::None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_asked_for_once_and_given_back_for_good() {
        let reserve = || TableCopy::reserve(vec![3], 1).ok();
        let mut room = CopyRoom::default();
        assert!(room.get().is_none());
        let copy = room.or_reserve(reserve).expect("three words");
        copy.take(&mut |write| write(&[1, 2, 3]));
        let again = room.or_reserve(|| unreachable!("it is known")).expect("the same");
        again.export(&mut |words| assert_eq!(words, [1, 2, 3]));
        room.give_back();
        assert!(room.or_reserve(reserve).is_none());
        let mut none = CopyRoom::default();
        assert!(none.or_reserve(|| None).is_none() && none.or_reserve(reserve).is_none());
    }
}
