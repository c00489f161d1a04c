package dev.sluice.instrumentation.identity.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestScopeTest {
  private final Object request = new Object();
  private final Object wrapped = new Object();

  @AfterEach
  void leavesNothingBehind() {
    assertThat(RequestScope.currentRequest()).isNull();
  }

  @Test
  void aRequestIsKnownUntilItsExit() {
    RequestScope scope = RequestScope.start(request);

    assertThat(RequestScope.currentRequest()).isSameAs(request);
    RequestScope.end(scope);
  }

  @Test
  void anInnerRequestGivesWayToTheOuterOne() {
    RequestScope outer = RequestScope.start(request);
    RequestScope inner = RequestScope.start(wrapped);

    assertThat(RequestScope.currentRequest()).isSameAs(wrapped);
    RequestScope.end(inner);
    assertThat(RequestScope.currentRequest()).isSameAs(request);
    RequestScope.end(outer);
  }

  @Test
  void theSameRequestIsEnteredOnce() {
    RequestScope scope = RequestScope.start(request);

    assertThat(RequestScope.start(request)).isNull();
    RequestScope.end(null);
    assertThat(RequestScope.currentRequest()).isSameAs(request);
    RequestScope.end(scope);
  }

  @Test
  void anOuterExitLeavesWhatWasForgottenInside() {
    RequestScope outer = RequestScope.start(request);
    RequestScope inner = RequestScope.start(wrapped);

    RequestScope.end(outer);

    assertThat(RequestScope.currentRequest()).isNull();
    RequestScope.end(inner);
  }

  @Test
  void anExitThatComesTwiceDoesNotTouchTheNextRequest() {
    RequestScope first = RequestScope.start(request);
    RequestScope.end(first);
    RequestScope second = RequestScope.start(wrapped);

    RequestScope.end(first);

    assertThat(RequestScope.currentRequest()).isSameAs(wrapped);
    RequestScope.end(second);
  }

  @Test
  void noRequestIsNoScope() {
    assertThat(RequestScope.start(null)).isNull();
  }

  @Test
  void anotherThreadServesNoRequest() throws InterruptedException {
    RequestScope scope = RequestScope.start(request);
    Object[] elsewhere = {request};
    Thread thread = new Thread(() -> elsewhere[0] = RequestScope.currentRequest());
    thread.start();
    thread.join();

    assertThat(elsewhere[0]).isNull();
    RequestScope.end(scope);
  }
}
