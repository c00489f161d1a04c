/** A desk whose assistants look into the database for whoever asks. */
@NullMarked
package com.example.quarkusdesk;

import org.jspecify.annotations.NullMarked;
