package dev.sluice.policy.condition;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts of a condition that decided. Each part is evaluated by itself, by the closure
 * that the whole is made of, so that what is told of a part is what the whole saw. Made for one
 * trace on one thread.
 */
final class Tracer {
  private final IdentityHashMap<Node, Compiler.Typed> codes;
  private final Evaluation evaluation;
  private final Set<String> bound = new LinkedHashSet<>();
  private final List<Trace.Part> deciding = new ArrayList<>();

  private Tracer(IdentityHashMap<Node, Compiler.Typed> codes, Context context) {
    this.codes = codes;
    this.evaluation = new Evaluation(context);
  }

  static Trace trace(String text, Context context) {
    try {
      IdentityHashMap<Node, Compiler.Typed> codes = new IdentityHashMap<>();
      Node root = Parser.parse(text);
      new Compiler(codes).compile(root);
      Tracer tracer = new Tracer(codes, context);
      tracer.find(root);
      Result result = tracer.test(root);
      return new Trace(result, tracer.evaluation.error(), tracer.deciding);
    } catch (ConditionException e) { // it was compiled before
      throw new IllegalStateException(e);
    }
  }

  private Compiler.Typed code(Node node) {
    Compiler.Typed code = codes.get(node);
    if (code == null) {
      throw new IllegalStateException("Not compiled: " + NodeText.of(node));
    }
    return code;
  }

  private Result test(Node node) {
    evaluation.begin();
    return code(node).bool().test(evaluation);
  }

  /** Adds the parts of a boolean node that decide what it comes to. */
  private void find(Node node) {
    if (node instanceof Node.Binary binary && isJunction(binary)) {
      findInJunction(binary);
    } else if (node instanceof Node.Not not) {
      find(not.operand());
    } else if (node instanceof Node.Choice choice) {
      findInChoice(choice);
    } else if (node instanceof Node.Call call && isLoop(call)) {
      findInLoop(call);
    } else {
      add(node);
    }
  }

  private static boolean isJunction(Node.Binary binary) {
    return binary.operator().equals("&&") || binary.operator().equals("||");
  }

  private static boolean isLoop(Node.Call call) {
    return call.function().equals("exists") || call.function().equals("all");
  }

  /** One side that decides is enough, the first of them; else both had to be as they are. */
  private void findInJunction(Node.Binary binary) {
    Result whole = test(binary);
    Result stronger = Result.of(binary.operator().equals("||"));
    boolean leftMadeIt = test(binary.left()) == whole;
    if (leftMadeIt) {
      find(binary.left());
    }
    if (test(binary.right()) == whole && !(leftMadeIt && whole == stronger)) {
      find(binary.right());
    }
  }

  private void findInChoice(Node.Choice choice) {
    find(choice.condition());
    switch (test(choice.condition())) {
      case TRUE -> find(choice.then());
      case FALSE -> find(choice.otherwise());
      case ERROR -> {
        // neither way was taken
      }
    }
  }

  /** If one turn decides, it is told with its item; if none does, the list as a whole decides. */
  private void findInLoop(Node.Call loop) {
    Result whole = test(loop);
    Node body = loop.arguments().get(1);
    String variable = ((Node.Name) loop.arguments().get(0)).name();
    boolean oneDecides =
        whole == Result.ERROR || whole == Result.of(loop.function().equals("exists"));
    if (oneDecides) {
      int slot = bound.size();
      for (Object item : items(loop)) {
        evaluation.set(slot, item);
        if (test(body) == whole) {
          bound.add(variable);
          find(body);
          bound.remove(variable);
          return;
        }
      }
    }
    add(loop);
  }

  private List<?> items(Node.Call loop) {
    evaluation.begin();
    Node list = loop.target();
    return list == null ? List.of() : code(list).items().items(evaluation);
  }

  private void add(Node node) {
    Set<Trace.Value> values = new LinkedHashSet<>();
    collect(node, node, values);
    deciding.add(new Trace.Part(NodeText.of(node), test(node), List.copyOf(values)));
  }

  /** The fields, claims and variables in a node; not the node itself, whose result tells. */
  private void collect(Node node, Node whole, Set<Trace.Value> values) {
    if (node instanceof Node.Name name) {
      if (bound.contains(name.name())) {
        addValue(node, whole, values);
      }
    } else if (node instanceof Node.Select select) {
      collectSelect(select, whole, values);
    } else if (node instanceof Node.Call call) {
      Node target = call.target();
      if (target != null) {
        collect(target, whole, values);
      }
      call.arguments().forEach(argument -> collect(argument, whole, values));
    } else if (node instanceof Node.Not not) {
      collect(not.operand(), whole, values);
    } else if (node instanceof Node.Minus minus) {
      collect(minus.operand(), whole, values);
    } else if (node instanceof Node.Binary binary) {
      collect(binary.left(), whole, values);
      collect(binary.right(), whole, values);
    } else if (node instanceof Node.Choice choice) {
      collect(choice.condition(), whole, values);
      collect(choice.then(), whole, values);
      collect(choice.otherwise(), whole, values);
    } else if (node instanceof Node.Items items) {
      items.items().forEach(item -> collect(item, whole, values));
    }
  }

  private void collectSelect(Node.Select select, Node whole, Set<Trace.Value> values) {
    boolean ofClaims = select.operand() instanceof Node.Select;
    if (ofClaims && !evaluation.context().claims().containsKey(select.field())) {
      values.add(new Trace.Value(NodeText.of(select.operand()), claims()));
    } else {
      addValue(select, whole, values);
    }
  }

  private void addValue(Node node, Node whole, Set<Trace.Value> values) {
    String value = node == whole ? null : value(node);
    if (value != null) {
      values.add(new Trace.Value(NodeText.of(node), value));
    }
  }

  /** A field's value as a literal; null for an argument of {@code has}, which is never read. */
  private @Nullable String value(Node node) {
    Compiler.Typed typed = codes.get(node);
    if (typed == null) {
      return null;
    }
    evaluation.begin();
    return switch (typed.type()) {
      case BOOL -> NodeText.value(typed.bool().test(evaluation) == Result.TRUE);
      case INT -> NodeText.value(typed.integer().number(evaluation));
      case DOUBLE -> NodeText.value(typed.real().number(evaluation));
      case TEXT -> NodeText.value(typed.text().text(evaluation));
      case CLAIMS -> claims();
      default -> NodeText.value(typed.items().items(evaluation));
    };
  }

  /** The names of those that there are. */
  private String claims() {
    return NodeText.value(new TreeSet<>(evaluation.context().claims().keySet()));
  }
}
