//! The same questions asked through [`sysinfo`], which knows most systems: for those without `/proc`.
//!
//! It knows nothing about control groups and peaks, and costs more. Linux asks it only where `/proc` is
//! missing; its tests compare the two.

use sysinfo::{MemoryRefreshKind, ProcessRefreshKind, ProcessesToUpdate, System};

use super::Memory;

/// The memory of the machine; `None` if the system does not report it.
pub(super) fn memory() -> Option<Memory> {
    let mut system = System::new().ok()?;
    system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
    let (total_bytes, available_bytes) = (system.total_memory(), system.available_memory());
    (total_bytes > 0).then_some(Memory { total_bytes, available_bytes, limit_bytes: None })
}

/// Resident memory of this process in bytes.
pub(super) fn resident_bytes() -> Option<u64> {
    let pid = sysinfo::get_current_pid().ok()?;
    let mut system = System::new().ok()?;
    let only = ProcessesToUpdate::Some(&[pid]);
    system.refresh_processes_specifics(only, false, ProcessRefreshKind::nothing().with_memory());
    system.process(pid).map(sysinfo::Process::memory).filter(|&bytes| bytes > 0)
}

/// The name of this machine on the network.
pub(super) fn hostname() -> Option<String> {
    System::host_name().ok().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_has_memory_of_which_some_is_available() {
        let memory = memory().unwrap();
        assert!(memory.available_bytes > 0 && memory.available_bytes <= memory.total_bytes, "{memory:?}");
        assert!(resident_bytes().unwrap() < memory.total_bytes);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn both_ways_to_ask_agree() {
        use crate::resources::proc;

        assert_eq!(memory().unwrap().total_bytes, Memory::now().unwrap().total_bytes);
        let resident = proc::status_bytes("VmRSS").unwrap();
        // Other tests take and give back memory meanwhile, and the kernel counts lazily.
        assert!(resident_bytes().unwrap().abs_diff(resident) < 1 << 30);
        assert_eq!(hostname(), proc::hostname());
    }
}
