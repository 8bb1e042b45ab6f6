fn main() {
    actiongen::build::generate("spec").unwrap_or_exit();
}
