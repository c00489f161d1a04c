package com.example.incidents;

import java.nio.file.Path;
import javax.sql.DataSource;

/** Something that a person, a model or a stranger makes the service do. */
interface Episode {
  /**
   * Does it.
   *
   * @param database the episode's own
   * @param files a directory into which the database's server may write
   * @return all that whoever asked gets to read, errors included
   * @throws Exception if the service fails; what it says is read too
   */
  String run(DataSource database, Path files) throws Exception;
}
