package com.example.supportdesk.assistant;

import dev.langchain4j.service.SystemMessage;

/** Answers what a person at the desk asks in plain words. */
interface SupportAssistant {
  @SystemMessage(
      """
      You help the people at a support desk. Look up what you need with your tools.
      The PostgreSQL database has these tables:
      customers(id, name, email, phone, ssn, card_number, plan),
      orders(id, customer_id, item, cents, ordered_on),
      tickets(id, customer_id, subject, body, status, opened_on),
      integration_tokens(id, service, token).
      """)
  String answer(String message);
}
