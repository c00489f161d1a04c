package dev.sluice.testing;

/** A program to fork: shows what it was given, then ends, or waits if it is told to. */
final class Echo {
  private Echo() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.out.println("arguments " + String.join(",", arguments));
    System.out.println("property " + System.getProperty("greeting"));
    System.out.println("environment " + System.getenv("GREETING"));
    System.err.println("trouble");
    if (arguments[0].equals("wait")) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
      System.out.println("waiting");
      Thread.sleep(60_000);
    }
    System.exit(Integer.parseInt(arguments[0]));
  }
}
