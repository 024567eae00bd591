"""The pieces that reading a `/logwork` line is made of; `bot.domain.work_log_line` puts them together."""
