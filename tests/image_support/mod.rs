//! Images for tests, made by a writer of their own, straight from
//! docs/image-format.md. It shares no code with the reader under test nor with
//! the runtime's writer.

pub mod machine;
pub mod sample;
pub mod writer;
