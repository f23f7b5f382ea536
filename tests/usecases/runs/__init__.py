"""What is counted, tried again and waited for."""
