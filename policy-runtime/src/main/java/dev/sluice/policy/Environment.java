package dev.sluice.policy;

import java.util.List;

/**
 * A named set of databases.
 *
 * @param isProtected whether the policy's author calls it protected
 */
record Environment(String name, boolean isProtected, List<DatasourceGlob> datasources) {
  Environment {
    datasources = List.copyOf(datasources);
  }

  Truth test(Database database) {
    Truth truth = Truth.NO;
    for (DatasourceGlob datasource : datasources) {
      truth = truth.or(datasource.test(database));
    }
    return truth;
  }
}
