package dev.sluice.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The kinds of rules that a policy lists, each under an id. */
enum RuleKind {
  GUARDRAIL("guardrails"),
  MASK("masks"),
  ROW_FILTER("row_filters"),
  LIMIT("limits"),
  DATABASE_ROLE("database_roles"),
  EXEMPTION("exemptions");

  /** The sections of all kinds. */
  static final List<String> SECTIONS = Arrays.stream(values()).map(kind -> kind.section).toList();

  private final String section;

  RuleKind(String section) {
    this.section = section;
  }

  /** The ids of a policy's rules of this kind; that of an exemption once for each rule it lifts. */
  List<String> ids(PolicyDocument document) {
    List<String> ids = new ArrayList<>();
    switch (this) {
      case GUARDRAIL -> document.guardrails().forEach(rule -> ids.add(rule.id()));
      case MASK -> document.masks().forEach(rule -> ids.add(rule.id()));
      case ROW_FILTER -> document.rowFilters().forEach(rule -> ids.add(rule.id()));
      case LIMIT -> document.limits().forEach(rule -> ids.add(rule.id()));
      case DATABASE_ROLE -> document.databaseRoles().forEach(rule -> ids.add(rule.id()));
      case EXEMPTION ->
          document
              .guardrails()
              .forEach(rule -> rule.exemptions().forEach(exemption -> ids.add(exemption.id())));
    }
    return ids;
  }
}
