//! Foreign text made safe to show: one function for each kind of sink. Used by every layer, uses none.
