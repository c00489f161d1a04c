package dev.sluice.identity;

/** Puts together who the current thread works for. Thread-safe. */
public final class CallerResolver {
  private final String service;
  private final Caller serviceCaller;
  private final HumanSource humans;

  /**
   * @param service {@code service.name} of this service
   * @param humans where to ask for the person
   */
  public CallerResolver(String service, HumanSource humans) {
    this.service = service;
    this.serviceCaller = new Caller(service, null, null);
    this.humans = humans;
  }

  /** The caller of a statement that the current thread is about to run. */
  public Caller current() {
    AgentFrames.Frame frame = AgentFrames.current();
    if (frame != null) {
      Human human = frame.human() != null ? frame.human() : humans.current();
      return new Caller(service, human, frame.agent());
    }
    Human human = humans.current();
    return human == null ? serviceCaller : new Caller(service, human, null);
  }
}
