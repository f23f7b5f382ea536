"""What every test may use."""

pytest_plugins = ["tests.servers", "tests.skipping", "tests.cloud.tools", "tests.cloud.home"]
