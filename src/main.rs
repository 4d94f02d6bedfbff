use std::process::ExitCode;

fn main() -> ExitCode {
    fangzhi::run(std::env::args_os())
}
