//! What this binary is.

use std::sync::OnceLock;

use holdem_cfr::kernels::Kernels;

/// Version, commit, target, and the instructions that its kernels use on this machine.
pub(crate) fn long() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let commit = match env!("HOLDEM_COMMIT") {
            "" => "unknown",
            commit => commit,
        };
        let (version, target) = (env!("CARGO_PKG_VERSION"), env!("HOLDEM_TARGET"));
        format!("{version}\ncommit  {commit}\ntarget  {target}\nkernels {}", Kernels::detect().name)
    })
}
