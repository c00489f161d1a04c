package dev.sluice.incidents;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What came of an episode.
 *
 * @param answer what whoever asked got to read
 * @param files where the database's server may write
 */
record Replay(
    String answer, Map<String, List<String>> before, Map<String, List<String>> after, Path files) {}
