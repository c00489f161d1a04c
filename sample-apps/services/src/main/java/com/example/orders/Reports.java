package com.example.orders;

import com.example.Sales;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Reports that nobody waits for. */
@Component
class Reports {
  private final Sales sales;

  Reports(Sales sales) {
    this.sales = sales;
  }

  @Async
  CompletableFuture<@Nullable Long> total(String title) {
    return CompletableFuture.completedFuture(sales.total(title));
  }

  /** Keeps the figures warm, for nobody. */
  @Scheduled(fixedDelay = 250)
  void keepWarm() {
    sales.total("nobody_scheduled");
  }
}
