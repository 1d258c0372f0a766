//! The rules, one file each. A new one is a file, a line here and a line in
//! `list.rs`.

pub mod byte_view;
pub mod char_sign;
pub mod decimal_float;
pub mod escaping_local;
pub mod freed_pointer;
pub mod hard_coded_offset;
pub mod hard_coded_size;
pub mod hashed_address;
pub mod inline_asm;
pub mod integer_to_pointer;
pub mod long_double;
pub mod mismatched_allocation;
pub mod narrowed_number;
pub mod ordered_addresses;
pub mod plain_bit_field;
pub mod pointer_bytes;
pub mod pointer_to_integer;
pub mod printed_address;
pub mod punned_pointer;
pub mod stored_size;
pub mod struct_image;
pub mod struct_in_characters;
pub mod tagged_pointer;
pub mod unrelated_struct_cast;
pub mod unset_pointer;
pub mod untold_union;
pub mod untyped_allocation;
pub mod wide_constant;
pub mod words_from_bytes;
pub mod xor_linked_pointers;
