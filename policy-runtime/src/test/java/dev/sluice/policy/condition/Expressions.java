package dev.sluice.policy.condition;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up expressions of every form that conditions take. */
final class Expressions {
  static final List<String> CLAIMS = List.of("tenant", "region", "level");

  private static final List<String> RELATIONS = List.of("==", "!=", "<", "<=", ">", ">=");
  private static final List<Type> SCALARS = List.of(Type.BOOL, Type.INT, Type.DOUBLE, Type.TEXT);
  private static final List<String> TEXTS =
      List.of(
          "\"\"",
          "'a'",
          "\"select\"",
          "r'pr\\od'",
          "'''a\n'b''c'''",
          "\"\"\"\"quoted\" \"\"\"",
          "\"\\u00e9\\x41\\101\\n\\t\\\\\\\"\\'\\`\\?\\a\\v\"",
          "'\\U0001F600'",
          "'\u00DF'",
          "R\"a\"",
          "'public.orders'",
          "'pii.'",
          "'prod'");
  private static final List<String> INTS =
      List.of(
          "0",
          "1",
          "2",
          "-1",
          "007",
          "0x10",
          "-0x1",
          "9223372036854775807",
          "-9223372036854775808",
          "-0x8000000000000000",
          "- 3");
  private static final List<String> DOUBLES =
      List.of("0.0", "-0.0", "1.5", ".5", "1e3", "2.5E-2", "1e308", "-1.0e+3");

  private final Random random;
  private final List<Variable> variables = new ArrayList<>();

  /** Of 1,000 values, how many are of another type than asked for. */
  private final int mistakes;

  private record Variable(String name, Type type) {}

  Expressions(Random random, int mistakes) {
    this.random = random;
    this.mistakes = mistakes;
  }

  /** An expression that is a boolean, but for mistakes. */
  String next() {
    variables.clear();
    return of(Type.BOOL, 1 + random.nextInt(4));
  }

  private String of(Type wanted, int depth) {
    Type type = wanted;
    if (random.nextInt(1000) < mistakes) {
      type = random.nextInt(8) == 0 ? Type.CLAIMS : anyType();
    }
    if (type == Type.CLAIMS) {
      return "caller.claims";
    }
    if (depth <= 0) {
      return leaf(type);
    }
    return switch (random.nextInt(6)) {
      case 0 -> leaf(type);
      case 1 -> "(" + of(type, depth - 1) + ")";
      case 2 ->
          operand(Type.BOOL, depth) + " ? " + operand(type, depth) + " : " + of(type, depth - 1);
      default -> composed(type, depth);
    };
  }

  /** Mostly in parentheses, for the precedence of operators is tried as well. */
  private String operand(Type type, int depth) {
    String inner = of(type, depth - 1);
    return random.nextInt(4) == 0 ? inner : "(" + inner + ")";
  }

  private String composed(Type type, int depth) {
    return switch (type) {
      case BOOL -> bool(depth);
      case INT ->
          switch (random.nextInt(4)) {
            case 0 -> "size(" + of(sized(), depth - 1) + ")";
            case 1 -> "(" + of(sized(), depth - 1) + ").size()";
            case 2 -> minus(type, depth);
            default -> sum(type, depth, random.nextBoolean() ? " + " : "-");
          };
      case DOUBLE ->
          random.nextInt(3) == 0
              ? minus(type, depth)
              : sum(type, depth, random.nextBoolean() ? " + " : " - ");
      case TEXT -> sum(type, depth, "+");
      default -> random.nextBoolean() ? sum(type, depth, " + ") : list(type.item(), depth);
    };
  }

  private String minus(Type type, int depth) {
    return "-".repeat(1 + random.nextInt(2)) + operand(type, depth);
  }

  private String sum(Type type, int depth, String operator) {
    return operand(type, depth) + operator + operand(type, depth);
  }

  private String bool(int depth) {
    return switch (random.nextInt(10)) {
      case 0 -> "!".repeat(1 + random.nextInt(2)) + operand(Type.BOOL, depth);
      case 1, 2 -> operand(Type.BOOL, depth) + " && " + operand(Type.BOOL, depth);
      case 3, 4 -> operand(Type.BOOL, depth) + " || " + operand(Type.BOOL, depth);
      case 5 ->
          of(Type.TEXT, 0)
              + pick(List.of(".startsWith(", ".endsWith(", ".contains("))
              + of(Type.TEXT, depth - 1)
              + ")";
      case 6 ->
          random.nextInt(6) == 0
              ? operand(Type.TEXT, depth) + " in caller.claims"
              : in(pick(SCALARS), depth);
      case 7 -> loop(depth);
      default -> relation(anyType(), depth);
    };
  }

  private String relation(Type type, int depth) {
    String relation = type.isList() ? pick(List.of("==", "!=")) : pick(RELATIONS);
    return operand(type, depth) + " " + relation + " " + operand(type, depth);
  }

  private String in(Type item, int depth) {
    return operand(item, depth) + " in " + operand(item.list(), depth);
  }

  private String loop(int depth) {
    if (variables.size() == Compiler.MOST_NESTED) {
      return leaf(Type.BOOL);
    }
    Type item = random.nextInt(3) == 0 ? pick(SCALARS) : Type.TEXT;
    String list = random.nextBoolean() && item == Type.TEXT ? field(Type.TEXTS) : list(item, depth);
    String name = variables.isEmpty() ? "x" : "y";
    variables.add(new Variable(name, item));
    String test = of(Type.BOOL, depth - 1);
    variables.remove(variables.size() - 1);
    return list + (random.nextBoolean() ? ".exists(" : ".all(") + name + ", " + test + ")";
  }

  private String list(Type item, int depth) {
    List<String> items = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      items.add(of(item, depth - 1));
    }
    return "[" + String.join(", ", items) + (random.nextInt(8) == 0 ? ",]" : "]");
  }

  private String leaf(Type type) {
    if (random.nextInt(2) == 0) {
      for (Variable variable : variables) {
        if (variable.type() == type) {
          return variable.name();
        }
      }
    }
    return switch (type) {
      case BOOL ->
          switch (random.nextInt(4)) {
            case 0 -> "true";
            case 1 -> "false";
            case 2 -> "has(caller.claims." + pick(CLAIMS) + ")";
            default -> field(type);
          };
      case INT -> random.nextBoolean() ? pick(INTS) : field(type);
      case DOUBLE -> pick(DOUBLES);
      case TEXT ->
          switch (random.nextInt(4)) {
            case 0 -> "caller.claims." + pick(CLAIMS);
            case 1 -> field(type);
            default -> pick(TEXTS);
          };
      case TEXTS -> random.nextInt(5) == 0 ? "[]" : field(type);
      default -> "[" + leaf(type.item()) + "]";
    };
  }

  private String field(Type type) {
    List<String> fields = new ArrayList<>();
    for (Field field : Field.values()) {
      if (field.type() == type) {
        fields.add(field.path());
      }
    }
    return pick(fields);
  }

  private Type sized() {
    return random.nextInt(4) == 0 ? Type.CLAIMS : random.nextBoolean() ? Type.TEXT : Type.TEXTS;
  }

  private Type anyType() {
    Type scalar = pick(SCALARS);
    return random.nextInt(4) == 0 ? scalar.list() : scalar;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
