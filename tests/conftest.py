"""What every test may use."""

pytest_plugins = ["tests.servers", "tests.skipping", "tests.spreading", "tests.cloud.tools", "tests.cloud.home"]
