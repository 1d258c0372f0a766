//! Captures and restores in which a call to the system fails, at every call in
//! turn (docs/faults.md): a capture is complete or did not take place, the last
//! good image survives any kill, a restore is right or refused.
//!
//! `MIGCC_FULL=1` tries every way of every call to fail, larger heaps and 1,000
//! kills at random times.

mod driver_support;

#[path = "faults/bad_states.rs"]
mod bad_states;
#[path = "faults/every_call.rs"]
mod every_call;
#[path = "faults/generations.rs"]
mod generations;
#[path = "faults/kills.rs"]
mod kills;
#[path = "faults/table.rs"]
mod table;
#[path = "faults/victim.rs"]
mod victim;

fn full() -> bool {
    std::env::var_os("MIGCC_FULL").is_some()
}
