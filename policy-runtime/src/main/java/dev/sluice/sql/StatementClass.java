package dev.sluice.sql;

/** The coarse class of an {@link Effect}, as policies name it in lower case. */
public enum StatementClass {
  READ,
  WRITE,
  DDL,
  DCL,
  PROCEDURE,
  TRANSACTION,
  SESSION,
  EXTERNAL,
  OTHER
}
