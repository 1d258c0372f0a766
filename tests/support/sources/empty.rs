//! Empty: this package exists for its dependencies' C sources.
