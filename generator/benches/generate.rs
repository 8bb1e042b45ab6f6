//! `cargo bench -p actiongen`: CPU time and peak memory of generating 10, 100 and 1,000 actions.
//!
//! Other numbers of actions can be given behind `--`. Every measurement is a process of its own, from cold, and
//! the kinds of work take turns, so that what else the machine does spoils them alike. Only the ratios of one run
//! mean anything.

mod synthetic;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use actiongen::diagnostics::{Problems, render};
use actiongen::engine::{Layout, Options, compile};
use actiongen::output::{Destination, OutputSet, REGION_BEGIN, REGION_END};
use actiongen::source::read;

type Failure = Box<dyn std::error::Error>;

const ROUNDS: usize = 5;

/// Set for a process that does the work instead of measuring it.
const WORKER: &str = "ACTIONGEN_BENCH_WORKER";

/// What a worker does. Each kind includes what comes before the last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Read the specs into trees: the floor.
    Read,
    /// All targets, in memory.
    Memory,
    /// Written to an empty folder.
    Disk,
    /// Written again after a bound of one action has changed.
    Changed,
}

const WORK: [(Work, &str); 4] = [
    (Work::Read, "read the specs"),
    (Work::Memory, "generate in memory"),
    (Work::Disk, "generate to disk"),
    (Work::Changed, "one bound changed"),
];

/// CPU seconds and MiB for 1,000 operations: where others stand, measured once on 2 cores of a 2.5 GHz Xeon.
const PEERS: [(&str, f64, f64); 3] = [
    ("openapi-generator 7.26 (rust), one JVM", 45.0, 581.0),
    ("progenitor 0.15.1, one process a file", 17.3, 67.0),
    ("openapi-to-rust 0.23.0, one process a file", 4.3, 41.0),
];

/// CPU seconds for 1,000 actions, and MiB above those of reading them: where this one means to be.
const AIM: (f64, f64) = (2.0, 32.0);
const NEXT_AIM: f64 = 1.0;
const CHANGED_AIM: f64 = 1.0;

fn main() -> ExitCode {
    let result = match std::env::var(WORKER) {
        Ok(work) => worker(&work),
        Err(_) => measure(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Does one kind of work in this process and prints what it cost.
fn worker(work: &str) -> Result<(), Failure> {
    let work = WORK.iter().find(|(_, name)| *name == work).ok_or("unknown work")?.0;
    let folder = std::env::current_dir()?;
    let mut problems = Problems::new();
    let sources = read(&folder.join("spec"), &mut problems);
    let mut services = Vec::new();
    if work != Work::Read {
        services = compile(&sources, &mut problems, &Options::new(Layout::Crate));
    }
    if problems.has_errors() {
        return Err(render(&problems, &sources, false).into());
    }
    let mut paths = Vec::new();
    let mut sets = Vec::new();
    for service in &services {
        if work == Work::Memory {
            sets.push(service.files());
            continue;
        }
        let to = Destination::of_service(&folder.join("generated"), &service.name)?;
        let mut files = OutputSet::to_write(&to)?;
        service.emit(&mut files);
        let written = files.write()?;
        let written = written.written.iter().chain(&written.unchanged);
        paths.extend(written.map(|path| to.root().join(path)));
    }
    let (cpu_time, peak_memory) = (cpu_time(), peak_memory());
    let texts = sets.iter().flat_map(OutputSet::files).map(|(_, text)| text.len() as u64);
    let sizes = paths.iter().map(|path| std::fs::metadata(path).map_or(0, |file| file.len()));
    let (count, bytes) = texts.chain(sizes).fold((0, 0), |(count, bytes), size| (count + 1, bytes + size));
    println!("{} {peak_memory} {count} {bytes}", cpu_time.as_nanos());
    Ok(())
}

/// User and system time of this process so far; zero where it is not measured.
fn cpu_time() -> Duration {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
    }
    #[cfg(not(unix))]
    Duration::ZERO
}

/// The most memory this process had, in KiB; zero where it is not measured.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// What one process cost and made.
#[derive(Clone, Copy, Default)]
struct Cost {
    seconds: f64,
    mib: f64,
    files: u64,
    bytes: u64,
}

fn measure() -> Result<(), Failure> {
    let mut counts: Vec<usize> = std::env::args().skip(1).filter_map(|count| count.parse().ok()).collect();
    if counts.is_empty() {
        counts = vec![10, 100, 1_000];
    }
    println!(
        "CPU time (user and system) and peak memory, whole process from cold; {ROUNDS} rounds, median (least)\n"
    );
    println!(
        "{:>7}  {:<20} {:>19} {:>14} {:>9} {:>13}",
        "actions", "work", "CPU ms", "peak MiB", "files", "bytes/action"
    );
    let mut per_action = Vec::new();
    for &count in &counts {
        let costs = costs(count)?;
        for ((_, name), costs) in WORK.iter().zip(&costs) {
            print_row(count, name, costs);
        }
        per_action.push((count, median(&costs[Work::Disk as usize]).seconds / count as f64));
        if count == 1_000 {
            print_aims(&costs);
        }
    }
    if let [first, .., last] = per_action[..] {
        let ratio = last.1 / first.1;
        println!("\nCPU time an action, of {} actions to that of {}: {ratio:.2}", last.0, first.0);
    }
    Ok(())
}

/// The costs of each kind of work, round by round.
fn costs(count: usize) -> Result<[Vec<Cost>; 4], Failure> {
    let mut costs: [Vec<Cost>; 4] = Default::default();
    for round in 0..ROUNDS {
        let folder = tempfile::tempdir()?;
        synthetic::write_specs(&folder.path().join("spec"), count)?;
        synthetic::write_manifest(&folder.path().join("generated/warehouse"), REGION_BEGIN, REGION_END)?;
        for ((work, name), costs) in WORK.into_iter().zip(&mut costs) {
            if work == Work::Changed {
                synthetic::change_one_bound(&folder.path().join("spec"), round)?;
            }
            costs.push(cost(name, folder.path())?);
        }
    }
    Ok(costs)
}

/// Starts a worker and reads what it cost.
fn cost(work: &str, folder: &Path) -> Result<Cost, Failure> {
    let output = Command::new(std::env::current_exe()?).env(WORKER, work).current_dir(folder).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let told = String::from_utf8(output.stdout)?;
    let mut numbers = told.split_whitespace().map(str::parse::<u64>);
    let mut number = || numbers.next().ok_or("a worker said too little")?.map_err(Failure::from);
    Ok(Cost {
        seconds: number()? as f64 / 1e9,
        mib: number()? as f64 / 1024.0,
        files: number()?,
        bytes: number()?,
    })
}

/// The round in the middle by time.
fn median(costs: &[Cost]) -> Cost {
    let mut sorted = costs.to_vec();
    sorted.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn print_row(count: usize, work: &str, costs: &[Cost]) {
    let median = median(costs);
    let least = costs.iter().map(|cost| cost.seconds).fold(f64::INFINITY, f64::min);
    let time = measured(median.seconds, || format!("{:.1} ({:.1})", median.seconds * 1e3, least * 1e3));
    let least_memory = costs.iter().map(|cost| cost.mib).fold(f64::INFINITY, f64::min);
    let memory = measured(median.mib, || format!("{:.1} ({least_memory:.1})", median.mib));
    println!(
        "{count:>7}  {work:<20} {time:>19} {memory:>14} {:>9} {:>13}",
        median.files,
        median.bytes / count as u64
    );
}

/// Nothing costs nothing: a zero is what this system cannot tell.
fn measured(value: f64, text: impl Fn() -> String) -> String {
    if value > 0.0 { text() } else { "not measured".to_owned() }
}

/// How 1,000 actions stand to the aims and to other generators.
fn print_aims(costs: &[Vec<Cost>; 4]) {
    let [read, _, disk, changed] = costs.each_ref().map(|costs| median(costs));
    if disk.seconds == 0.0 {
        return println!("\naims: not measured on this system");
    }
    println!("\nfor 1,000 actions                                  CPU s     to ours");
    let row = |name: &str, seconds: f64, ours: f64| {
        println!("  {name:<46} {seconds:>7.3} {:>10.2}×", seconds / ours);
    };
    row("generate to disk (ours)", disk.seconds, disk.seconds);
    row("reading the specs alone (floor)", read.seconds, disk.seconds);
    row("aim", AIM.0, disk.seconds);
    row("aim after that", NEXT_AIM, disk.seconds);
    for (name, seconds, _) in PEERS {
        row(name, seconds, disk.seconds);
    }
    row("one bound changed (ours)", changed.seconds, changed.seconds);
    row("aim for one action changed", CHANGED_AIM, changed.seconds);
    if disk.mib > 0.0 {
        println!("                                                    MiB     to ours");
        row("peak memory (ours)", disk.mib, disk.mib);
        row("reading the specs alone (floor)", read.mib, disk.mib);
        row("aim: the floor and 32", read.mib + AIM.1, disk.mib);
        for (name, _, mib) in PEERS {
            row(name, mib, disk.mib);
        }
    }
    println!();
}
