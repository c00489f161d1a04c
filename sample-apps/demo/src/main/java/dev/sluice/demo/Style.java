package dev.sluice.demo;

/** How text looks on a terminal that knows the escape sequences of ECMA-48. */
enum Style {
  PLAIN(""),
  BOLD("1"),
  RED("31"),
  GREEN("32");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String paint(String text) {
    return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
