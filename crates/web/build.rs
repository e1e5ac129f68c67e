//! Says what the program holds besides its code: the page, which `include_dir` cannot watch for new files.

#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

fn main() {
    println!("cargo::rerun-if-changed=page/app");
}
