package dev.sluice.benchmarks.coverage;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Decides which statements of a corpus the database itself accepts, and with which catalog. */
@FunctionalInterface
interface Jury {
  /** Adds each of the statements to the tally, in order. */
  void judge(List<CorpusStatement> statements, Tally tally) throws SQLException, IOException;
}
