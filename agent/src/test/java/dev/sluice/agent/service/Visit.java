package dev.sluice.agent.service;

import java.lang.reflect.Proxy;
import java.security.Principal;
import javax.servlet.GenericServlet;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Does something for a person, as a servlet does whose container knows who is asking. */
final class Visit extends GenericServlet {
  private static final long serialVersionUID = 1;

  private final transient Steps steps;

  /** What is done for the person. */
  interface Steps {
    void run();
  }

  private Visit(Steps steps) {
    this.steps = steps;
  }

  /** Does it on this thread. */
  static void by(String person, Steps steps) {
    Principal principal = () -> person;
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                Visit.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getUserPrincipal") ? principal : null);
    HttpServletResponse response =
        (HttpServletResponse)
            Proxy.newProxyInstance(
                Visit.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> null);
    new Visit(steps).service(request, response);
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) {
    steps.run();
  }
}
