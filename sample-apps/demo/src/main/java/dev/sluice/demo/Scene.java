package dev.sluice.demo;

import java.util.List;

/**
 * One request of the play, and what must come of it.
 *
 * @param before what happens to the policy before, with Sluice
 * @param who who is at work
 * @param statement the SQL that the request leads to
 * @param phrase a part of the statement by which the server's log shows it
 * @param without what must be true without Sluice
 * @param with what must be true with Sluice
 */
record Scene(
    PolicyChange before,
    String who,
    Request request,
    String statement,
    String phrase,
    List<Claim> without,
    List<Claim> with) {}
