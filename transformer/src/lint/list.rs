//! The one list of rules.

use super::rules::*;
use super::Rule;

/// All rules, by code.
pub const RULES: &[&dyn Rule] = &[
    &pointer_to_integer::PointerToInteger,
    &inline_asm::InlineAsm,
    &machine_intrinsics::MachineIntrinsics,
    &label_address_held::LabelAddressHeld,
    &va_list_held::VaListHeld,
    &va_list_in_object::VaListInObject,
    &setjmp_held::SetjmpHeld,
    &user_context::UserContext,
    &stack_memory_held::StackMemoryHeld,
    &uncapturable_function::UncapturableFunction,
    &object_bytes_held::ObjectBytesHeld,
    &library_callback::LibraryCallback,
    &signal_handler::SignalHandler,
    &unpolled_loop::UnpolledLoop,
    &threads::Threads,
    &lock_object::LockObject,
    &child_process::ChildProcess,
    &system_memory::SystemMemory,
    &open_socket::OpenSocket,
    &unsaved_descriptor::UnsavedDescriptor,
    &unsaved_stream::UnsavedStream,
    &library_object::LibraryObject,
    &library_memory_kept::LibraryMemoryKept,
    &dynamic_library::DynamicLibrary,
    &raw_syscall::RawSyscall,
    &lost_process_state::LostProcessState,
    &hidden_library_state::HiddenLibraryState,
    &blocking_call::BlockingCall,
    &system_identity::SystemIdentity,
    &clock_value::ClockValue,
    &system_number::SystemNumber,
];

/// The rule with this code or name.
pub fn rule_named(wanted: &str) -> Option<&'static dyn Rule> {
    let is_it = |rule: &&&dyn Rule| {
        let text = rule.documentation();
        text.name == wanted || text.code.eq_ignore_ascii_case(wanted)
    };
    RULES.iter().find(is_it).copied()
}
