package dev.sluice.policy;

import java.util.List;

/**
 * What a condition may read of where a statement runs.
 *
 * @param environment the one environment that the database lies in; empty if it lies in none or
 *     several, or if that is not known
 * @param isProtected whether any environment that the database may lie in is protected
 */
record Surroundings(Database database, String environment, boolean isProtected) {
  static Surroundings of(Database database, List<Environment> environments) {
    String name = "";
    int count = 0;
    boolean isProtected = false;
    for (Environment environment : environments) {
      Truth truth = environment.test(database);
      if (truth != Truth.NO) {
        count++;
        name = truth == Truth.YES ? environment.name() : "";
        isProtected |= environment.isProtected();
      }
    }
    return new Surroundings(database, count == 1 ? name : "", isProtected);
  }
}
