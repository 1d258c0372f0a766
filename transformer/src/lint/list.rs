//! The one list of rules.

use super::rules::*;
use super::Rule;

/// All rules, by code.
pub const RULES: &[&dyn Rule] = &[
    &pointer_to_integer::PointerToInteger,
    &integer_to_pointer::IntegerToPointer,
    &hashed_address::HashedAddress,
    &ordered_addresses::OrderedAddresses,
    &printed_address::PrintedAddress,
    &pointer_bytes::PointerBytes,
    &unrelated_struct_cast::UnrelatedStructCast,
    &untold_union::UntoldUnion,
    &untyped_allocation::UntypedAllocation,
    &hard_coded_size::HardCodedSize,
    &hard_coded_offset::HardCodedOffset,
    &mismatched_allocation::MismatchedAllocation,
    &stored_size::StoredSize,
    &struct_image::StructImage,
    &byte_view::ByteView,
    &words_from_bytes::WordsFromBytes,
    &punned_pointer::PunnedPointer,
    &wide_constant::WideConstant,
    &narrowed_number::NarrowedNumber,
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
    &char_sign::CharSign,
    &long_double::LongDouble,
    &decimal_float::DecimalFloat,
    &plain_bit_field::PlainBitField,
    &unset_pointer::UnsetPointer,
    &escaping_local::EscapingLocal,
    &freed_pointer::FreedPointer,
    &xor_linked_pointers::XorLinkedPointers,
    &tagged_pointer::TaggedPointer,
    &struct_in_characters::StructInCharacters,
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
