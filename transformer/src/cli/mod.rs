//! Command lines: that of `migcc`, which is cc's, and that of `migctl`.

pub mod cc_options;
pub mod command_line;
pub mod migctl;
pub mod own_options;
pub mod response_file;
