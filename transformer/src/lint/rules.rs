//! The rules, one file each. A new one is a file, a line here and a line in
//! `list.rs`.

pub mod blocking_call;
pub mod child_process;
pub mod clock_value;
pub mod dynamic_library;
pub mod hidden_library_state;
pub mod inline_asm;
pub mod label_address_held;
pub mod library_callback;
pub mod library_memory_kept;
pub mod library_object;
pub mod lock_object;
pub mod lost_process_state;
pub mod machine_intrinsics;
pub mod object_bytes_held;
pub mod open_socket;
pub mod pointer_to_integer;
pub mod raw_syscall;
pub mod setjmp_held;
pub mod signal_handler;
pub mod stack_memory_held;
pub mod system_identity;
pub mod system_memory;
pub mod system_number;
pub mod threads;
pub mod uncapturable_function;
pub mod unpolled_loop;
pub mod unsaved_descriptor;
pub mod unsaved_stream;
pub mod user_context;
pub mod va_list_held;
pub mod va_list_in_object;
