package dev.sluice.policy.condition;

import dev.sluice.policy.Spelling;
import dev.sluice.policy.condition.ConditionException.Problem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks the types of a tree and makes closures of it. What is wrong is noted, and the rest is
 * checked all the same; then the closures mean nothing.
 */
final class Compiler {
  /** How deep {@code exists} and {@code all} may stand in each other. */
  static final int MOST_NESTED = 2;

  private static final Map<String, Operations.TextTest> TEXT_TESTS =
      Map.of(
          "startsWith", String::startsWith,
          "endsWith", String::endsWith,
          "contains", String::contains);
  private static final Set<String> FUNCTIONS =
      Set.of("size", "startsWith", "endsWith", "contains", "exists", "all", "has");

  private final List<Problem> problems = new ArrayList<>();
  private final Set<Field> reads = EnumSet.noneOf(Field.class);
  private final Map<String, Typed> variables = new LinkedHashMap<>();
  private final @Nullable IdentityHashMap<Node, Typed> parts;

  /** Compiles and forgets the parts. */
  Compiler() {
    this(null);
  }

  /**
   * Compiles and keeps what each part was compiled to.
   *
   * @param parts to which each node is added, by identity; null if nobody asks for them
   */
  Compiler(@Nullable IdentityHashMap<Node, Typed> parts) {
    this.parts = parts;
  }

  /** A compiled expression and the type of its value. */
  record Typed(Type type, Code code) {
    Code.Bool bool() {
      return code instanceof Code.Bool bool ? bool : evaluation -> Result.ERROR;
    }

    Code.Int integer() {
      return code instanceof Code.Int integer ? integer : evaluation -> 0;
    }

    Code.Real real() {
      return code instanceof Code.Real real ? real : evaluation -> 0;
    }

    Code.Text text() {
      return code instanceof Code.Text text ? text : evaluation -> "";
    }

    Code.Items items() {
      return code instanceof Code.Items items ? items : evaluation -> List.of();
    }
  }

  /** What is put in place of something wrong. */
  private static final Typed WRONG =
      new Typed(Type.UNKNOWN, (Code.Bool) evaluation -> Result.ERROR);

  Code.Bool compile(Node root) throws ConditionException {
    Typed typed = typed(root);
    if (!typed.type().goesWith(Type.BOOL)) {
      wrong(root, "the condition is " + typed.type() + ": it must be true or false");
    }
    if (!problems.isEmpty()) {
      throw new ConditionException(problems);
    }
    return typed.bool();
  }

  /** The fields that were met. */
  Set<Field> reads() {
    return reads;
  }

  private Typed wrong(Node node, String message) {
    problems.add(new Problem(node.offset(), message));
    return WRONG;
  }

  private Typed typed(Node node) {
    Typed typed = compiled(node);
    if (parts != null) {
      parts.put(node, typed);
    }
    return typed;
  }

  private Typed compiled(Node node) {
    if (node instanceof Node.Literal literal) {
      return literal(literal);
    }
    if (node instanceof Node.Name name) {
      return name(name);
    }
    if (node instanceof Node.Select select) {
      return select(select);
    }
    if (node instanceof Node.Call call) {
      return call(call);
    }
    if (node instanceof Node.Not not) {
      return new Typed(Type.BOOL, Operations.not(bool(not.operand(), "`!`")));
    }
    if (node instanceof Node.Minus minus) {
      return minus(minus);
    }
    if (node instanceof Node.Binary binary) {
      return binary(binary);
    }
    if (node instanceof Node.Choice choice) {
      return choice(choice);
    }
    return items((Node.Items) node);
  }

  private static Typed literal(Node.Literal literal) {
    Object value = literal.value();
    if (value instanceof Boolean answer) {
      Result result = Result.of(answer);
      return new Typed(Type.BOOL, (Code.Bool) evaluation -> result);
    }
    if (value instanceof Long integer) {
      long number = integer;
      return new Typed(Type.INT, (Code.Int) evaluation -> number);
    }
    if (value instanceof Double real) {
      double number = real;
      return new Typed(Type.DOUBLE, (Code.Real) evaluation -> number);
    }
    String text = (String) value;
    return new Typed(Type.TEXT, (Code.Text) evaluation -> text);
  }

  private Typed name(Node.Name name) {
    Typed variable = variables.get(name.name());
    if (variable != null) {
      return variable;
    }
    if (Field.roots().contains(name.name())) {
      return wrong(
          name,
          "`"
              + name.name()
              + "` is no value by itself: use "
              + dotted(name.name(), Field.names(name.name())));
    }
    return unknownName(name);
  }

  private static String dotted(String root, Set<String> names) {
    return root + "." + String.join(", " + root + ".", names);
  }

  private Typed unknownName(Node.Name name) {
    Set<String> known = new TreeSet<>(Field.roots());
    known.addAll(variables.keySet());
    return wrong(
        name, "there is no `" + name.name() + "`: " + Spelling.suggest(name.name(), known));
  }

  private Typed select(Node.Select select) {
    if (select.operand() instanceof Node.Name root && !variables.containsKey(root.name())) {
      return Field.roots().contains(root.name()) ? field(select, root.name()) : unknownName(root);
    }
    Typed operand = typed(select.operand());
    if (operand.type() == Type.CLAIMS) {
      return claim(select.field());
    }
    return operand.type() == Type.UNKNOWN
        ? WRONG
        : wrong(select, operand.type() + " has no field `" + select.field() + "`");
  }

  private Typed field(Node.Select select, String root) {
    Field field = Field.of(root, select.field());
    if (field == null) {
      return wrong(
          select,
          "`"
              + root
              + "` has no field `"
              + select.field()
              + "`: "
              + Spelling.suggest(select.field(), Field.names(root)));
    }
    reads.add(field);
    Code code =
        switch (field.type()) {
          case BOOL -> (Code.Bool) evaluation -> Result.of(evaluation.context().flag(field));
          case INT -> (Code.Int) evaluation -> evaluation.context().number(field);
          case TEXT -> (Code.Text) evaluation -> evaluation.context().text(field);
          case TEXTS -> (Code.Items) evaluation -> evaluation.context().texts(field);
          default -> (Code.Int) evaluation -> evaluation.context().claims().size();
        };
    return new Typed(field.type(), code);
  }

  private static Typed claim(String name) {
    String missing = "the caller has no claim `" + name + "`";
    return new Typed(
        Type.TEXT,
        (Code.Text)
            evaluation -> {
              String value = evaluation.context().claims().get(name);
              if (value == null) {
                evaluation.fail(missing);
                return "";
              }
              return value;
            });
  }

  private Typed minus(Node.Minus minus) {
    Typed operand = typed(minus.operand());
    return switch (operand.type()) {
      case INT -> new Typed(Type.INT, Operations.negateInt(operand.integer()));
      case DOUBLE -> new Typed(Type.DOUBLE, Operations.negateReal(operand.real()));
      case UNKNOWN -> WRONG;
      default -> wrong(minus, "`-` takes a number, not " + operand.type());
    };
  }

  private Typed binary(Node.Binary binary) {
    String operator = binary.operator();
    if (operator.equals("&&") || operator.equals("||")) {
      String asker = "`" + operator + "`";
      Code.Bool left = bool(binary.left(), asker);
      Code.Bool right = bool(binary.right(), asker);
      return new Typed(
          Type.BOOL,
          operator.equals("&&") ? Operations.and(left, right) : Operations.or(left, right));
    }
    Typed left = typed(binary.left());
    Typed right = typed(binary.right());
    if (left.type() == Type.UNKNOWN || right.type() == Type.UNKNOWN) {
      return WRONG;
    }
    if (operator.equals("in")) {
      return in(binary, left, right);
    }
    return Relation.isOperator(operator)
        ? comparison(binary, left, right)
        : sum(binary, left, right);
  }

  private Typed in(Node.Binary binary, Typed item, Typed list) {
    if (list.type() == Type.CLAIMS && item.type() == Type.TEXT) {
      return new Typed(Type.BOOL, hasClaim(item.text()));
    }
    if (!list.type().isList()) {
      return wrong(binary, "`in` looks into a list, not into " + list.type());
    }
    if (item.type().list() == Type.UNKNOWN || !item.type().goesWith(list.type().item())) {
      return wrong(binary, "`in` looks for " + item.type() + " in " + list.type());
    }
    return new Typed(Type.BOOL, Operations.contains(item.code(), list.items()));
  }

  private static Code.Bool hasClaim(Code.Text name) {
    return evaluation -> {
      String wanted = name.text(evaluation);
      return evaluation.failed()
          ? Result.ERROR
          : Result.of(evaluation.context().claims().containsKey(wanted));
    };
  }

  private Typed comparison(Node.Binary binary, Typed left, Typed right) {
    Relation relation = Relation.of(binary.operator());
    String operator = "`" + binary.operator() + "`";
    Type type = left.type().and(right.type());
    if (!left.type().goesWith(right.type())) {
      return wrong(
          binary,
          operator
              + " compares "
              + left.type()
              + " with "
              + right.type()
              + ", which are never the same");
    }
    if (type == Type.CLAIMS || (type.isList() && !relation.isEquality())) {
      return wrong(binary, operator + " cannot compare " + type);
    }
    Code.Bool code =
        switch (type) {
          case BOOL -> Operations.compareBools(relation, left.bool(), right.bool());
          case INT -> Operations.compareInts(relation, left.integer(), right.integer());
          case DOUBLE -> Operations.compareReals(relation, left.real(), right.real());
          case TEXT -> Operations.compareTexts(relation, left.text(), right.text());
          default -> Operations.compareItems(relation, left.items(), right.items());
        };
    return new Typed(Type.BOOL, code);
  }

  private Typed sum(Node.Binary binary, Typed left, Typed right) {
    boolean adds = binary.operator().equals("+");
    Type type = left.type().and(right.type());
    if (left.type().goesWith(right.type())) {
      if (type == Type.INT) {
        return new Typed(
            type,
            adds
                ? Operations.addInts(left.integer(), right.integer())
                : Operations.subtractInts(left.integer(), right.integer()));
      }
      if (type == Type.DOUBLE) {
        return new Typed(
            type,
            adds
                ? Operations.addReals(left.real(), right.real())
                : Operations.subtractReals(left.real(), right.real()));
      }
      if (adds && type == Type.TEXT) {
        return new Typed(type, Operations.join(left.text(), right.text()));
      }
      if (adds && type.isList()) {
        return new Typed(type, Operations.append(left.items(), right.items()));
      }
    }
    return wrong(
        binary,
        "`" + binary.operator() + "` does not take " + left.type() + " and " + right.type());
  }

  private Typed choice(Node.Choice choice) {
    Code.Bool condition = bool(choice.condition(), "`?`");
    Typed then = typed(choice.then());
    Typed otherwise = typed(choice.otherwise());
    if (!then.type().goesWith(otherwise.type())) {
      return wrong(
          choice, "both ways are of one type, not " + then.type() + " and " + otherwise.type());
    }
    Type type = then.type().and(otherwise.type());
    if (type == Type.CLAIMS) {
      return wrong(choice, "`?` does not choose between " + type);
    }
    return then.type() == Type.UNKNOWN || otherwise.type() == Type.UNKNOWN
        ? WRONG
        : new Typed(type, Operations.choose(condition, then.code(), otherwise.code()));
  }

  private Typed items(Node.Items node) {
    List<Code> codes = new ArrayList<>();
    Type item = Type.UNKNOWN;
    for (Node value : node.items()) {
      Typed typed = typed(value);
      if (typed.type() != Type.UNKNOWN && typed.type().list() == Type.UNKNOWN) {
        return wrong(value, "an item of a list is a single value, not " + typed.type());
      }
      if (!typed.type().goesWith(item)) {
        return wrong(
            value, "the items of a list are of one type, not " + item + " and " + typed.type());
      }
      item = item.and(typed.type());
      codes.add(typed.code());
    }
    if (codes.isEmpty()) {
      return new Typed(Type.EMPTY, Operations.list(codes));
    }
    return item == Type.UNKNOWN ? WRONG : new Typed(item.list(), Operations.list(codes));
  }

  private Code.Bool bool(Node node, String asker) {
    Typed typed = typed(node);
    if (!typed.type().goesWith(Type.BOOL)) {
      wrong(node, asker + " takes a boolean, not " + typed.type());
    }
    return typed.bool();
  }

  private Typed call(Node.Call call) {
    String function = call.function();
    if (function.equals("size")) {
      return size(call);
    }
    if (function.equals("has")) {
      return has(call);
    }
    if (function.equals("exists") || function.equals("all")) {
      return loop(call);
    }
    Operations.TextTest test = TEXT_TESTS.get(function);
    if (test == null) {
      return wrong(
          call,
          "there is no function `" + function + "`: " + Spelling.suggest(function, FUNCTIONS));
    }
    Node target = call.target();
    if (target == null || call.arguments().size() != 1) {
      return wrong(call, "write `" + function + "` as `text." + function + "(\"part\")`");
    }
    return new Typed(
        Type.BOOL,
        Operations.test(test, text(target, function), text(call.arguments().get(0), function)));
  }

  private Code.Text text(Node node, String asker) {
    Typed typed = typed(node);
    if (!typed.type().goesWith(Type.TEXT)) {
      wrong(node, "`" + asker + "` takes texts, not " + typed.type());
    }
    return typed.text();
  }

  private Typed size(Node.Call call) {
    Node target = call.target();
    int arguments = call.arguments().size();
    if (target == null ? arguments != 1 : arguments != 0) {
      return wrong(call, "write `size` as `size(value)` or `value.size()`");
    }
    Typed value = typed(target == null ? call.arguments().get(0) : target);
    return switch (value.type()) {
      case TEXT -> new Typed(Type.INT, Operations.lengthOfText(value.text()));
      case CLAIMS -> new Typed(Type.INT, value.integer());
      case UNKNOWN -> WRONG;
      default ->
          value.type().isList()
              ? new Typed(Type.INT, Operations.lengthOfItems(value.items()))
              : wrong(call, "`size` takes a text or a list, not " + value.type());
    };
  }

  private Typed has(Node.Call call) {
    if (call.target() != null
        || call.arguments().size() != 1
        || !(call.arguments().get(0) instanceof Node.Select select)) {
      return wrong(call, "write `has` as `has(caller.claims.name)`");
    }
    Typed operand = select.operand() instanceof Node.Select ? typed(select.operand()) : WRONG;
    if (operand.type() == Type.CLAIMS) {
      String name = select.field();
      return new Typed(
          Type.BOOL,
          (Code.Bool) evaluation -> Result.of(evaluation.context().claims().containsKey(name)));
    }
    return wrong(
        call,
        "`has` asks for a claim, as `has(caller.claims.name)`: every field is there, -1 or empty if"
            + " it is unknown");
  }

  private Typed loop(Node.Call call) {
    String function = call.function();
    Node target = call.target();
    if (target == null
        || call.arguments().size() != 2
        || !(call.arguments().get(0) instanceof Node.Name variable)) {
      return wrong(
          call, "write `" + function + "` as `list." + function + "(x, x == \"something\")`");
    }
    Typed list = typed(target);
    if (list.type() == Type.UNKNOWN) {
      return WRONG;
    }
    if (!list.type().isList() || list.type() == Type.EMPTY) {
      return wrong(call, "`" + function + "` looks into a list of values, not into " + list.type());
    }
    String name = variable.name();
    if (Field.roots().contains(name) || variables.containsKey(name)) {
      return wrong(variable, "`" + name + "` means something here already: take another name");
    }
    int slot = variables.size();
    if (slot == MOST_NESTED) {
      return wrong(call, "`exists` and `all` stand in each other at most " + MOST_NESTED + " deep");
    }
    variables.put(name, variable(list.type().item(), slot));
    Code.Bool test = bool(call.arguments().get(1), "`" + function + "`");
    variables.remove(name);
    Result deciding = Result.of(function.equals("exists"));
    return new Typed(Type.BOOL, Operations.loop(list.items(), slot, test, deciding));
  }

  private static Typed variable(Type type, int slot) {
    Code code =
        switch (type) {
          case BOOL -> (Code.Bool) evaluation -> Result.of((Boolean) evaluation.variable(slot));
          case INT -> (Code.Int) evaluation -> (Long) evaluation.variable(slot);
          case DOUBLE -> (Code.Real) evaluation -> (Double) evaluation.variable(slot);
          default -> (Code.Text) evaluation -> (String) evaluation.variable(slot);
        };
    return new Typed(type, code);
  }
}
