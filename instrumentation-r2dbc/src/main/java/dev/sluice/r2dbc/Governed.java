package dev.sluice.r2dbc;

/** A publisher that Sluice made, of whichever service: it is not taken for a driver's own. */
public interface Governed {}
