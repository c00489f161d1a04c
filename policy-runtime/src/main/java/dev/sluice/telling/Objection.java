package dev.sluice.telling;

/**
 * Why a statement may not run.
 *
 * @param why without a full stop
 * @param fix what to do about it, a sentence; empty if nothing can be done
 */
public record Objection(String why, String fix) {}
