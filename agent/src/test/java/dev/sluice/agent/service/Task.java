package dev.sluice.agent.service;

import java.io.Serializable;
import java.sql.Connection;

/** Something that a service does over a connection. */
@FunctionalInterface
public interface Task extends Serializable {
  /** Does it, and tells what it saw. Whatever is thrown ends up in a report too. */
  Report run(Connection connection) throws Exception;
}
