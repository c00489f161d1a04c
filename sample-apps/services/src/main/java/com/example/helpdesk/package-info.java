/** A service whose people talk to assistants of LangChain4j, over a model of OpenAI's protocol. */
@NullMarked
package com.example.helpdesk;

import org.jspecify.annotations.NullMarked;
