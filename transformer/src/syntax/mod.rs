//! C text to the typed tree: normaliser, parser façade, lowering. Only this module knows lang-c.
