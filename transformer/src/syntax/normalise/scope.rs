use super::lex::Symbol;

/// What an identifier means as an ordinary identifier (C11 6.2.3) here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Binding {
    #[default]
    Unknown,
    Typedef,
    Ordinary,
    /// An ordinary identifier that hides a typedef name: respelled.
    Shadow,
}

/// The bindings of a scope that was left.
pub(super) type Bindings = Vec<(Symbol, Binding)>;

/// The scopes open at one point of the text (C11 6.2.1).
#[derive(Debug, Default)]
pub(super) struct Scopes {
    current: Vec<Binding>,
    /// What each declaration hid, so that leaving a scope undoes it.
    hidden: Vec<(Symbol, Binding)>,
    frames: Vec<usize>,
}

impl Scopes {
    pub fn new(symbols: usize) -> Scopes {
        Scopes {
            current: vec![Binding::Unknown; symbols],
            ..Scopes::default()
        }
    }

    pub fn get(&self, symbol: Symbol) -> Binding {
        self.current
            .get(symbol as usize)
            .copied()
            .unwrap_or_default()
    }

    pub fn is_typedef(&self, symbol: Symbol) -> bool {
        self.get(symbol) == Binding::Typedef
    }

    /// What declaring `symbol` as an ordinary identifier here makes of it.
    pub fn ordinary(&self, symbol: Symbol) -> Binding {
        match self.get(symbol) {
            Binding::Typedef | Binding::Shadow => Binding::Shadow,
            Binding::Unknown | Binding::Ordinary => Binding::Ordinary,
        }
    }

    pub fn declare(&mut self, symbol: Symbol, binding: Binding) {
        if let Some(slot) = self.current.get_mut(symbol as usize) {
            self.hidden.push((symbol, *slot));
            *slot = binding;
        }
    }

    pub fn enter(&mut self) {
        self.frames.push(self.hidden.len());
    }

    /// Leaves the innermost scope and tells what it had declared, in order.
    pub fn leave(&mut self) -> Bindings {
        let start = self.frames.pop().unwrap_or(0);
        let mut declared = Bindings::new();
        for (symbol, hidden) in self.hidden.split_off(start).into_iter().rev() {
            if let Some(slot) = self.current.get_mut(symbol as usize) {
                declared.push((symbol, *slot));
                *slot = hidden;
            }
        }
        declared.reverse();
        declared
    }
}
