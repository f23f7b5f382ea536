"""What persons do beside Tandem and want of it, and what they may type."""
