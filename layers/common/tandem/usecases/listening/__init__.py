"""What is heard from outside: notifications, pushes, and the schedules that mend what nobody heard."""
